"""Responses that are stored under idempotency keys."""

from typing import Protocol

from triplicate.app.records import StoredResponse


class Idempotency(Protocol):
    """Responses stored under idempotency keys."""

    def claim(self, account: str, caller: str, key: str, now: str) -> StoredResponse | None:
        """Claims a key until the transaction ends, or returns the unexpired response that is stored under it.

        `account` is that of the caller, or `""` for one who is bound to none. Must come first in a transaction. Raises
        DomainError(IdempotencyKeyInUse) when another transaction has claimed the key.
        """

    def store(self, response: StoredResponse) -> None:
        """Stores a response, replacing an expired one."""

    def delete_expired(self, now: str) -> int:
        """Deletes a batch of expired responses; how many."""
