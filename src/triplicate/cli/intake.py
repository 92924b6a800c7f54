"""Documents from files and pipes: JSON, or JSON Lines, one at a time, so that memory does not grow with the file."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from triplicate.core.document import MAX_BYTES

_BOM = b"\xef\xbb\xbf"


class Piece(NamedTuple):
    """The text of one document: where it starts, and how far into the input its end lies. `text` None: too large."""

    name: str
    line: int
    text: bytes | None
    read: int


def pieces(name: str) -> Iterator[Piece]:
    """The documents of a file, or of standard input for `-`. Raises OSError when it cannot be read."""
    if name == "-":
        yield from _of("standard input", sys.stdin.buffer)
        return
    with Path(name).open("rb") as file:
        yield from _of(name, file)


def size(name: str) -> int | None:
    """The size of a file in bytes, where it is known beforehand."""
    try:
        return None if name == "-" else Path(name).stat().st_size
    except OSError:
        return None


def _of(name: str, file: BinaryIO) -> Iterator[Piece]:
    """A first line that is not closed belongs to one document over many lines; else every line is a document."""
    counted = _Lines(file)
    for text in counted:
        text = text.removeprefix(_BOM) if counted.number == 1 else text
        if not text.strip():
            continue
        start = counted.number
        if start == 1 and not text.rstrip().endswith((b"}", b"]")) and len(text) <= MAX_BYTES:
            text += file.read(MAX_BYTES + 1)
            yield Piece(name, start, text if len(text) <= MAX_BYTES else None, counted.read + len(text))
            return
        yield Piece(name, start, text if len(text) <= MAX_BYTES else None, counted.read)


class _Lines:
    """Lines of a file, none read beyond the largest document; what is longer comes cut, and its rest is passed over."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.number = 0
        self.read = 0

    def __iter__(self) -> Iterator[bytes]:
        readline: Callable[[int], bytes] = self._file.readline
        while text := readline(MAX_BYTES + 2):
            self.number += 1
            self.read += len(text)
            rest = text
            while len(rest) == MAX_BYTES + 2 and not rest.endswith(b"\n"):
                rest = readline(MAX_BYTES + 2)
                self.read += len(rest)
            yield text
