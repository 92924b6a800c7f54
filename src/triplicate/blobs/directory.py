"""Files in a directory, under the SHA-256 of their bytes: the same bytes are stored once, and never change."""

import hashlib
import os
import secrets
from pathlib import Path


class Directory:
    """A blob store in a directory."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Stores bytes durably; their SHA-256 in hexadecimal. Raises OSError, and then nothing is left of them."""
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
        """Has the names on disk, of a file and of its folders: also those that somebody else has just made."""
        if os.name != "posix":
            return  # elsewhere a folder cannot be opened
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
