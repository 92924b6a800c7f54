"""Streams JSON or JSON Lines documents from files and pipes, one at a time, with bounded memory."""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from triplicate.core.json.ijson import MAX_BYTES

_BOM = b"\xef\xbb\xbf"


class Piece(NamedTuple):
    """One document: file name, line, text (None if too large), and the byte offset of its end in the input."""

    name: str
    line: int
    text: bytes | None
    read: int


def pieces(name: str) -> Iterator[Piece]:
    """The documents of a file, or of standard input for `-`. Raises OSError if it cannot be read."""
    if name == "-":
        yield from _of("standard input", sys.stdin.buffer)
        return
    with Path(name).open("rb") as file:
        yield from _of(name, file)


def size(name: str) -> int | None:
    """The size of a file in bytes; None for standard input or if it is unknown."""
    try:
        return None if name == "-" else Path(name).stat().st_size
    except OSError:
        return None


def _of(name: str, file: BinaryIO) -> Iterator[Piece]:
    """Splits the input: one document a line (JSON Lines), or one document if the first line does not complete it."""
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
    """Whether the second line is a complete document, so that the first is a truncated one."""
    if first.strip() in (b"{", b"[") or not (following.startswith(b"{") and _is_closed(following)):
        return False
    try:
        json.loads(following)
    except ValueError:
        return False
    return True


class _Lines:
    """The lines of a file, truncated just above the maximum document size; the rest of a longer line is skipped."""

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
