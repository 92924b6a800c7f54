"""Files: their records in a transaction."""

from collections.abc import Sequence
from typing import Protocol

from triplicate.app.records import File


class Files(Protocol):
    """Stored files, deduplicated by content within an account."""

    def add(self, file: File) -> None: ...

    def get(self, account: str, id: str) -> File | None:
        """The account's file with this id, or None."""

    def find_by_content(self, account: str, sha256: str) -> File | None:
        """The account's file with these bytes, or None. Locks the account until the transaction ends."""

    def stored_contents(self, account: str, digests: Sequence[str]) -> set[str]:
        """Which of these digests are the content of a file of the account."""
        ...
