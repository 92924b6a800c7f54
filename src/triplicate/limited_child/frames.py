"""Messages between server and child: a kind, a length, and so many bytes."""

import enum
import struct
from typing import BinaryIO

_HEADER = struct.Struct(">BI")


class Kind(enum.IntEnum):
    """What a message says."""

    READY = 1
    REQUEST = 2
    RESULT = 3
    LAST_RESULT = 4
    """A result after which the child exits."""
    OUT_OF_MEMORY = 5
    EXCEPTION = 6


class FrameSizeError(ValueError):
    """A message that is longer than its reader takes; nothing of it was read."""


def write(stream: BinaryIO, kind: Kind, content: bytes = b"") -> None:
    """Writes a message; raises OSError when the other side is gone."""
    stream.write(_HEADER.pack(kind, len(content)))
    stream.write(content)
    stream.flush()


def read(stream: BinaryIO, limit: int) -> tuple[Kind, bytes]:
    """Reads a message of at most `limit` bytes; raises EOFError at the end, FrameSizeError, ValueError."""
    code, length = _HEADER.unpack(_exactly(stream, _HEADER.size))
    if length > limit:
        raise FrameSizeError(f"a message of {length} bytes is longer than {limit}")
    return Kind(code), _exactly(stream, length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content
