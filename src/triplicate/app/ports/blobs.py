"""The port of the blob store: bytes as streams, by account and SHA-256, and drafts that are not blobs yet."""

from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

CHUNK_BYTES = 256 * 1024
"""About how many bytes a stream hands over at once."""


class StoredBlob(NamedTuple):
    """A blob that has just been stored: its SHA-256 in hexadecimal, and its size in bytes.

    It may be swept at any moment unless a file names it: whoever adds such a file makes sure, with the account locked,
    that the blob is still there.
    """

    digest: str
    size: int


class BlobStat(NamedTuple):
    """A blob as it lies there: its size in bytes, and when it was last stored (seconds since 1970)."""

    account: str
    digest: str
    size: int
    modified: float


class Draft(Protocol):
    """Bytes in a local file that is not a blob yet; `head` are the first kilobyte of them.

    Whoever has one discards it in the end, whatever became of it. Raises OSError when the disk is full.
    """

    path: Path
    size: int
    head: bytes

    async def write(self, chunk: bytes | bytearray) -> None:
        """Appends a chunk."""

    async def flush(self) -> None:
        """Hands what is buffered to the file, so that another process can read it."""

    def digest(self) -> str:
        """The SHA-256 of what is in the file, in hexadecimal."""
        ...

    async def discard(self) -> None:
        """Deletes the file, unless it has become a blob."""


class Blobs(Protocol):
    """Blob store. A blob is whole or not there at all, whenever the process dies.

    Methods that are not asynchronous may wait for a disk or a network: they are called in threads. All raise OSError,
    and DomainError(Unavailable) when the store cannot be reached.
    """

    def draft(self) -> Draft:
        """A new, empty draft."""
        ...

    async def keep(self, account: str, draft: Draft) -> StoredBlob:
        """Makes the draft a blob of the account, durably. Its age begins anew if it was there before."""
        ...

    async def write(self, account: str, chunks: AsyncIterable[bytes]) -> StoredBlob:
        """Stores a stream durably, hashed and counted while it passes."""
        ...

    def open(self, account: str, digest: str, start: int = 0, stop: int | None = None) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to but not including `stop`, in chunks; nothing is open before the first one.

        Raises FileNotFoundError with the first one when there is no such blob.
        """
        ...

    def stat(self, account: str, digest: str) -> BlobStat | None:
        """The blob, or None when the account has none of this digest."""
        ...

    def delete(self, account: str, digest: str) -> None:
        """Deletes a blob, if it is there."""

    def list(self) -> Iterator[BlobStat]:
        """Every blob, in no particular order; what is stored or deleted meanwhile may be missing or not."""
        ...

    def delete_drafts(self, before: float) -> int:
        """Deletes the drafts that were last written to before that time, left behind by a process that died."""
        ...

    def check(self) -> None:
        """Stores, reads and deletes something; outside of an event loop. Raises what is wrong."""
