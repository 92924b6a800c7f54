"""Content-addressed blob store in a directory: immutable files named by their SHA-256, stored once."""

import hashlib
import os
import secrets
from pathlib import Path


class Directory:
    """A blob store in a directory."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Stores bytes durably (fsync); their SHA-256 in hexadecimal. Raises OSError and leaves no partial file."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f".{digest}.{secrets.token_hex(4)}")
            try:
                _write(draft, content)
                os.replace(draft, place)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
        self._settle(place.parent)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes, or None when there are none under this digest."""
        try:
            return self._place(digest).read_bytes()
        except FileNotFoundError:
            return None

    def _place(self, digest: str) -> Path:
        return self._root / digest[:2] / digest

    def _settle(self, folder: Path) -> None:
        """Syncs the directory entries to disk, those that another process has just created included."""
        if os.name != "posix":
            return  # folders cannot be opened on other systems
        for named in (folder, self._root, self._root.parent):
            handle = os.open(named, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _write(draft: Path, content: bytes) -> None:
    with open(draft, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
