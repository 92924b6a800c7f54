"""Files: their records in a transaction."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from triplicate.app.records import File


class FileQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The page of an account's files, newest first: those of a purpose (None: any), after the time and id of one."""

    account: str
    purpose: str | None = None
    before: tuple[str, str] | None = None
    limit: int = 50


class Files(Protocol):
    """Stored files, deduplicated by content within an account."""

    def add(self, file: File) -> None:
        """Stores a new file, and counts its bytes."""

    def delete(self, file: File) -> None:
        """Deletes a file that was read with the account locked, and no longer counts its bytes."""

    def usage(self, account: str) -> int:
        """How many bytes of files the account has. Locks the account until the transaction ends."""
        ...

    def get(self, account: str, id: str) -> File | None:
        """The account's file with this id, or None."""

    def find_by_content(self, account: str, sha256: str, purpose: str, name: str) -> File | None:
        """The account's file with these bytes, this purpose and name, or None. Locks the account until the end."""

    def stored_contents(self, account: str, digests: Sequence[str]) -> set[str]:
        """Which of these digests are the content of a file of the account."""
        ...
