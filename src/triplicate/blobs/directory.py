"""Blob store in a directory: immutable files named by account and SHA-256, each synced before it is linked there.

`ROOT/ACCOUNT/ab/abcd…` is the blob, `ROOT/.drafts` has what is being received. Earlier versions shared `ROOT/ab/abcd…`
between accounts: such a file is still read, and never deleted.
"""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from triplicate.app.ports.blobs import CHUNK_BYTES, BlobStat, Draft, StoredBlob
from triplicate.blobs.drafts import LocalDraft, delete_drafts
from triplicate.blobs.keys import ACCOUNT, DIGEST

DRAFTS = ".drafts"


class DirectoryBlobs:
    """A blob store in a directory, which is made when the first draft is."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def draft(self) -> LocalDraft:
        """A new draft, on the disk that the blobs are on."""
        return LocalDraft(self._root / DRAFTS)

    async def keep(self, account: str, draft: Draft) -> StoredBlob:
        """Syncs the draft and links it to its place; what lies there, equal or damaged, is replaced."""
        await draft.flush()
        return await asyncio.to_thread(self._keep, account, cast(LocalDraft, draft))

    async def write(self, account: str, chunks: AsyncIterable[bytes]) -> StoredBlob:
        """Stores a stream durably, hashed and counted while it passes."""
        draft = self.draft()
        try:
            async for chunk in chunks:
                await draft.write(chunk)
            return await self.keep(account, draft)
        finally:
            await draft.discard()

    async def open(
        self, account: str, digest: str, start: int = 0, stop: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `stop`, each chunk read in a thread when it is asked for."""
        file = await asyncio.to_thread(self._open, account, digest, start)
        try:
            remaining = stop - start if stop is not None else None
            while chunk := await asyncio.to_thread(file.read, _chunk_size(remaining)):
                remaining = remaining - len(chunk) if remaining is not None else None
                yield chunk
        finally:
            file.close()

    def stat(self, account: str, digest: str) -> BlobStat | None:
        """The blob, or None when the account has none of this digest."""
        for path in (self._path(account, digest), self._shared_path(digest)):
            with suppress(FileNotFoundError):
                status = path.stat()
                return BlobStat(account, digest, status.st_size, status.st_mtime)
        return None

    def delete(self, account: str, digest: str) -> None:
        """Deletes a blob, if it is there."""
        self._path(account, digest).unlink(missing_ok=True)

    def list(self) -> Iterator[BlobStat]:
        """Every blob of every account."""
        for account in _names(self._root, ACCOUNT):
            for path in (self._root / account).glob("??/*"):
                if DIGEST.fullmatch(path.name):
                    with suppress(FileNotFoundError):
                        status = path.stat()
                        yield BlobStat(account, path.name, status.st_size, status.st_mtime)

    def delete_drafts(self, before: float) -> int:
        """Deletes the drafts that were last written to before that time; how many."""
        return delete_drafts(self._root / DRAFTS, before)

    def check(self) -> None:
        """Stores a draft, reads it and deletes it. Raises OSError."""
        asyncio.run(self._check())

    async def _check(self) -> None:
        draft = self.draft()
        try:
            await draft.write(b"check")
            await draft.flush()
            assert draft.path.read_bytes() == b"check"
        finally:
            await draft.discard()

    def _keep(self, account: str, draft: LocalDraft) -> StoredBlob:
        path = self._path(account, draft.digest())
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.sync()
        os.utime(draft.path)
        if not _link(draft.path, path):
            os.replace(draft.path, path)
        self._sync_folders(path.parent)
        return StoredBlob(path.name, draft.size)

    def _open(self, account: str, digest: str, start: int) -> BinaryIO:
        try:
            file = self._path(account, digest).open("rb", buffering=0)
        except FileNotFoundError:
            file = self._shared_path(digest).open("rb", buffering=0)
        file.seek(start)
        return file

    def _path(self, account: str, digest: str) -> Path:
        assert ACCOUNT.fullmatch(account), "the id of an account"
        return self._root / account / digest[:2] / digest

    def _shared_path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest

    def _sync_folders(self, folder: Path) -> None:
        """Syncs the directory entries to disk, those that another process has just created included."""
        if os.name != "posix":
            return  # folders cannot be opened on other systems
        for path in (folder, folder.parent, self._root, self._root.parent):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _link(draft: Path, path: Path) -> bool:
    """Links a draft to its place; False if something lies there, or the file system has no links."""
    try:
        os.link(draft, path)
    except OSError:
        return False
    return True


def _chunk_size(remaining: int | None) -> int:
    return CHUNK_BYTES if remaining is None else min(CHUNK_BYTES, remaining)


def _names(folder: Path, pattern: re.Pattern[str]) -> list[str]:
    with suppress(FileNotFoundError):
        return [name for name in os.listdir(folder) if pattern.fullmatch(name)]
    return []
