"""Documents from files and pipes: JSON, or JSON Lines, one at a time, so that memory does not grow with the file."""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import chain
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
    """Every line is a document, unless the first one opens a document that goes on over the following lines."""
    lines = _Lines(file)
    source = iter(lines)
    first = next((text for text in source if text.removeprefix(_BOM).strip()), None)
    if first is None:
        return
    first, start, read = first.removeprefix(_BOM), lines.number, lines.read
    following = None if _is_closed(first) or len(first) > MAX_BYTES else next(source, b"")
    if following is not None and not _begins_anew(first, following):
        whole = first + following + file.read(MAX_BYTES + 1)
        yield Piece(name, start, whole if len(whole) <= MAX_BYTES else None, lines.read + len(whole))
        return
    yield Piece(name, start, first if len(first) <= MAX_BYTES else None, read)
    for text in source if following is None else chain([following], source):
        if text.strip():
            yield Piece(name, lines.number, text if len(text) <= MAX_BYTES else None, lines.read)


def _is_closed(line: bytes) -> bool:
    return line.rstrip().endswith((b"}", b"]"))


def _begins_anew(first: bytes, following: bytes) -> bool:
    """Whether the second line is a document of its own, so that the first is one that was cut off."""
    if first.strip() in (b"{", b"[") or not (following.startswith(b"{") and _is_closed(following)):
        return False
    try:
        json.loads(following)
    except ValueError:
        return False
    return True


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
