"""Opaque cursor of the event feed over all accounts.

Events are numbered without gaps within each account. A feed over all accounts would need a number per account; so each
account belongs to one of 256 buckets, events are also numbered without gaps within their bucket, and the cursor is the
last number of each bucket. The numbers of a bucket are taken last in a transaction, from a row that stays locked until
the commit: a reader that sees a number sees all lower ones of the bucket, and misses none.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

BUCKETS = 256
START = "0"
"""The cursor before the first event, of any feed."""
_PREFIX = "f"
_MAX_NUMBER = (1 << 63) - 1


class FeedCursor(NamedTuple):
    """The last number read in each bucket (missing: none), and the bucket with which the next page begins."""

    numbers: Mapping[int, int]
    first_bucket: int = 0


def bucket_of(account: str) -> int:
    """The bucket of an account: a stable hash of its id. Never change it: stored events and cursors use it."""
    return blake2b(account.encode(), digest_size=1).digest()[0]


def encode_cursor(cursor: FeedCursor) -> str:
    """The cursor as text, URL-safe; a few characters per bucket with events."""
    raw = bytearray(_varint(cursor.first_bucket))
    for bucket, number in sorted(cursor.numbers.items()):
        if number:
            raw += bytes([bucket]) + _varint(number)
    return _PREFIX + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode_cursor(text: str) -> FeedCursor:
    """Parses a cursor. Raises ValueError for any text that `encode_cursor` does not return."""
    if text == START:
        return FeedCursor({})
    try:
        raw = iter(base64.b64decode(text.removeprefix(_PREFIX) + "=" * (-(len(text) - 1) % 4), "-_", validate=True))
        first_bucket = _read_varint(raw)
        cursor = FeedCursor({bucket: _read_varint(raw) for bucket in raw}, first_bucket)
    except (binascii.Error, ValueError):
        raise ValueError("not a cursor of the event feed") from None
    if (
        encode_cursor(cursor) != text
        or first_bucket >= BUCKETS
        or max(cursor.numbers.values(), default=0) > _MAX_NUMBER
    ):
        raise ValueError("not a cursor of the event feed")
    return cursor


def _varint(number: int) -> bytes:
    """A number in groups of seven bits, the lowest first; all but the last have the eighth bit set."""
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(groups) + bytes([number])


def _read_varint(raw: Iterator[int]) -> int:
    number = 0
    for shift in range(0, 70, 7):
        group = next(raw, None)
        if group is None:
            break
        number |= (group & 0x7F) << shift
        if group <= 0x7F:
            return number
    raise ValueError("the number does not end")
