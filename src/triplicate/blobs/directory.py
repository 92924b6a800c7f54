"""Content-addressed blob store in a directory: immutable files named by their SHA-256, stored once."""

import hashlib
import os
import secrets
from pathlib import Path


class DirectoryBlobs:
    """A blob store in a directory."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Stores bytes durably (fsync); their SHA-256 in hexadecimal. Raises OSError and leaves no partial file."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not path.exists():
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(exist_ok=True)
            draft = path.with_name(f".{digest}.{secrets.token_hex(4)}")
            try:
                _write(draft, content)
                os.replace(draft, path)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
        self._sync_folders(path.parent)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes, or None when there are none under this digest."""
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest

    def _sync_folders(self, folder: Path) -> None:
        """Syncs the directory entries to disk, those that another process has just created included."""
        if os.name != "posix":
            return  # folders cannot be opened on other systems
        for path in (folder, self._root, self._root.parent):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _write(draft: Path, content: bytes) -> None:
    with open(draft, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
