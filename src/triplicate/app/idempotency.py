"""Idempotency: work under a key is done once, and its response is stored in the same transaction.

Neither the work nor its stored response ever exists without the other. The same request with the same key gets the
stored response again; a different request with that key is rejected. Work that fails stores nothing, not even its key:
the request may be corrected and sent again.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, TypeVar

from triplicate.app.context import Context
from triplicate.app.ports import Reader, UnitOfWork
from triplicate.app.records import StoredResponse
from triplicate.core import times
from triplicate.core.access import SECRETS, Principal
from triplicate.core.failures import DomainError, IdempotencyKeyReused

T = TypeVar("T")


class IdempotencyKey(NamedTuple):
    """A key of its owner, for the request of this fingerprint; the response is stored for the lifetime."""

    owner: str
    key: str
    fingerprint: str
    lifetime: timedelta


class ResponseCodec(Protocol[T]):
    """How responses are stored."""

    def encode(self, response: T) -> bytes: ...

    def decode(self, encoded: bytes) -> T: ...


async def find_response(reader: Reader, context: Context, key: IdempotencyKey, storage: ResponseCodec[T]) -> T | None:
    """The stored response of the key, without a transaction; None if there is none yet.

    Raises DomainError: IdempotencyKeyReused, Unavailable.
    """
    existing = await reader.stored_response(context.principal.account or "", key.owner, key.key, context.at)
    return None if existing is None else _stored_response(existing, key, context, storage)


def run_idempotent(
    uow: UnitOfWork, context: Context, key: IdempotencyKey, work: Callable[[], T], storage: ResponseCodec[T]
) -> tuple[T, bool]:
    """The stored response of the key and True, or else the response of `work`, which is stored, and False.

    Raises DomainError: IdempotencyKeyReused, IdempotencyKeyInUse, and whatever `work` raises.
    """
    account = context.principal.account or ""
    existing = uow.idempotency.claim(account, key.owner, key.key, context.at)
    if existing is not None:
        return _stored_response(existing, key, context, storage), True
    response = work()
    uow.idempotency.store(
        StoredResponse(
            account=account,
            caller=key.owner,
            key=key.key,
            fingerprint=key.fingerprint,
            sealed=context.keys.seal_bytes(storage.encode(response)),
            expires_at=times.from_datetime(datetime.fromisoformat(context.at) + key.lifetime),
        )
    )
    return response, False


def _stored_response(existing: StoredResponse, key: IdempotencyKey, context: Context, storage: ResponseCodec[T]) -> T:
    """The response of the same request; raises DomainError(IdempotencyKeyReused) for another one."""
    if existing.fingerprint != key.fingerprint:
        raise DomainError(IdempotencyKeyReused())
    return storage.decode(context.keys.unseal_bytes(existing.sealed))


def key_owner(principal: Principal) -> str:
    """The owner of idempotency keys: dialect and account, plus the user if the token names one.

    A renewed token shares the keys of the previous one. A token for all accounts has keys of its own.
    """
    if principal.account is None:
        return f"{principal.dialect} token {principal.credential}"
    user = f" {principal.email.lower()}" if principal.email else ""
    return f"{principal.dialect} account {principal.account}{user}"


def fingerprint(principal: Principal, parts: Iterable[bytes]) -> str:
    """SHA-256 of a request's parts, each prefixed with its length.

    Includes whether the caller may see secrets, so that a stored response with secrets is never replayed to one who may
    not.
    """
    digest = hashlib.sha256()
    for part in (*parts, b"secrets" if principal.may(SECRETS) else b""):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
