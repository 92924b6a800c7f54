"""Drafts: files that are being received, in a folder of their own; each is hashed and counted while it is written."""

import asyncio
import hashlib
import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_BUFFER_BYTES = 1024 * 1024
"""How much is gathered before it is hashed and written, in a thread: a hop for each chunk would take longer."""
_HEAD_BYTES = 1024


class LocalDraft:
    """A draft as a local file, made when its first bytes are written to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / secrets.token_hex(16)
        self.size = 0
        self.head = b""
        self._hash = hashlib.sha256()
        self._buffer = bytearray()
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()
        self._is_over = False

    async def write(self, chunk: bytes | bytearray) -> None:
        """Appends a chunk."""
        self.size += len(chunk)
        if len(self.head) < _HEAD_BYTES:
            self.head = (self.head + chunk)[:_HEAD_BYTES]
        self._buffer += chunk
        if len(self._buffer) >= _BUFFER_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Hands what is buffered to the file, which is there from then on."""
        buffer, self._buffer = self._buffer, bytearray()
        await asyncio.to_thread(self._append, buffer)

    def digest(self) -> str:
        """The SHA-256 of what is in the file, in hexadecimal."""
        return self._hash.hexdigest()

    def sync(self) -> None:
        """Syncs the file to disk and closes it. Raises OSError."""
        with self._lock:
            assert self._file is not None, "flushed before"
            os.fsync(self._file.fileno())
            self._close()

    async def discard(self) -> None:
        """Deletes the file, unless it was moved away; a write that is still under way does not bring it back."""
        await asyncio.to_thread(self._delete)

    def _append(self, buffer: bytearray) -> None:
        with self._lock:
            if self._is_over:
                return
            if self._file is None:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._file = self.path.open("xb", buffering=0)
            self._hash.update(buffer)
            view = memoryview(buffer)
            while view:
                view = view[self._file.write(view) :]

    def _delete(self) -> None:
        with self._lock:
            self._close()
            self.path.unlink(missing_ok=True)

    def _close(self) -> None:
        self._is_over = True
        if self._file is not None:
            self._file.close()


def delete_drafts(folder: Path, before: float) -> int:
    """Deletes the drafts of a folder that were last written to before that time (seconds since 1970); how many."""
    deleted = 0
    with suppress(FileNotFoundError):
        for entry in os.scandir(folder):
            with suppress(FileNotFoundError):
                if entry.stat().st_mtime < before:
                    os.unlink(entry.path)
                    deleted += 1
    return deleted
