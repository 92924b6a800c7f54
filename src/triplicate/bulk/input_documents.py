"""Streams JSON or JSON Lines documents from files and pipes, one at a time, with bounded memory."""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

from triplicate.core.json.ijson import MAX_BYTES

_BOM = b"\xef\xbb\xbf"


class InputDocument(NamedTuple):
    """One document: file name, line, text (None if too large), and the byte offset of its end in the input."""

    name: str
    line: int
    text: bytes | None
    end_offset: int


def read_documents(name: str) -> Iterator[InputDocument]:
    """The documents of a file, or of standard input for `-`. Raises OSError if it cannot be read."""
    if name == "-":
        yield from _split_documents("standard input", sys.stdin.buffer)
        return
    with Path(name).open("rb") as file:
        yield from _split_documents(name, file)


def file_size(name: str) -> int | None:
    """The size of a file in bytes; None for standard input or if it is unknown."""
    try:
        return None if name == "-" else Path(name).stat().st_size
    except OSError:
        return None


def _split_documents(name: str, file: BinaryIO) -> Iterator[InputDocument]:
    """Splits the input: one document a line (JSON Lines), or one document if the first line does not complete it."""
    lines = _Lines(file)
    source = iter(lines)
    first = next((text for text in source if text.removeprefix(_BOM).strip()), None)
    if first is None:
        return
    first, start, end_offset = first.removeprefix(_BOM), lines.number, lines.offset
    next_line = None if _is_closed(first) or len(first) > MAX_BYTES else next(source, b"")
    if next_line is not None and not _starts_new_document(first, next_line):
        document = first + next_line + file.read(MAX_BYTES + 1)
        yield InputDocument(name, start, document if len(document) <= MAX_BYTES else None, lines.offset + len(document))
        return
    yield InputDocument(name, start, first if len(first) <= MAX_BYTES else None, end_offset)
    for text in source if next_line is None else chain([next_line], source):
        if text.strip():
            yield InputDocument(name, lines.number, text if len(text) <= MAX_BYTES else None, lines.offset)


def _is_closed(line: bytes) -> bool:
    return line.rstrip().endswith((b"}", b"]"))


def _starts_new_document(first: bytes, next_line: bytes) -> bool:
    """Whether the second line is a complete document, so that the first is a truncated one."""
    if first.strip() in (b"{", b"[") or not (next_line.startswith(b"{") and _is_closed(next_line)):
        return False
    try:
        json.loads(next_line)
    except ValueError:
        return False
    return True


class _Lines:
    """The lines of a file, truncated just above the maximum document size; the rest of a longer line is skipped."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.number = 0
        self.offset = 0

    def __iter__(self) -> Iterator[bytes]:
        readline: Callable[[int], bytes] = self._file.readline
        while text := readline(MAX_BYTES + 2):
            self.number += 1
            self.offset += len(text)
            tail = text
            while len(tail) == MAX_BYTES + 2 and not tail.endswith(b"\n"):
                tail = readline(MAX_BYTES + 2)
                self.offset += len(tail)
            yield text
