"""Range and If-Range (RFC 9110, 14.2 and 13.1.5): which bytes of a file a GET request is answered with."""

import re
from typing import NamedTuple

_RANGE = re.compile(rb"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE)


class ByteRange(NamedTuple):
    """The bytes from `start` up to but not including `stop`."""

    start: int
    stop: int


class UnsatisfiableRange(Exception):
    """No byte of the file is in the range."""


def requested_range(header: bytes | None, size: int) -> ByteRange | None:
    """The range of a header within `size` bytes; None for the whole file.

    Several ranges, and what is no range of bytes, are answered with the whole, as the RFC allows. Raises
    UnsatisfiableRange.
    """
    match = None if header is None else _RANGE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, stop = max(0, size - int(match[2])), size
    else:
        start, stop = int(match[1]), int(match[2]) + 1 if match[2] else size
        if stop <= start and match[2]:
            return None
    if start >= size or start >= stop:
        raise UnsatisfiableRange
    return ByteRange(start, min(stop, size))


def if_range(header: bytes | None, etag: bytes, last_modified: bytes) -> bool:
    """Whether the range counts: there is no If-Range, or it names exactly this strong tag or this date."""
    return header is None or header.strip() in (etag, last_modified)
