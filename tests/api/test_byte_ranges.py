"""Range and If-Range: which bytes a request is answered with, as RFC 9110 says."""

import pytest

from triplicate.api.byte_ranges import ByteRange, UnsatisfiableRange, if_range, requested_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"bytes=0-0", ByteRange(0, 1)),
        (b"bytes=2-5", ByteRange(2, 6)),
        (b"bytes=2-", ByteRange(2, 10)),
        (b"bytes=9-9", ByteRange(9, 10)),
        (b"bytes=2-10", ByteRange(2, 10)),
        (b"bytes=2-999999999999999999", ByteRange(2, 10)),
        (b"bytes=-1", ByteRange(9, 10)),
        (b"bytes=-10", ByteRange(0, 10)),
        (b"bytes=-11", ByteRange(0, 10)),
        (b" Bytes= 2-5 ", ByteRange(2, 6)),
    ],
)
def test_one_range_is_taken(header: bytes, expected: ByteRange) -> None:
    assert requested_range(header, 10) == expected


@pytest.mark.parametrize(
    "header",
    [
        None,
        b"",
        b"bytes",
        b"bytes=",
        b"bytes=-",
        b"bytes=5-2",
        b"bytes=0-1,3-4",
        b"bytes=a-b",
        b"bytes=--1",
        b"lines=0-1",
        b"bytes=0-1;q=1",
        b"bytes=1234567890123456789-",
    ],
)
def test_anything_else_is_answered_with_the_whole(header: bytes | None) -> None:
    assert requested_range(header, 10) is None


@pytest.mark.parametrize(("header", "size"), [(b"bytes=10-", 10), (b"bytes=10-20", 10), (b"bytes=-0", 10)])
def test_a_range_without_a_byte_is_refused(header: bytes, size: int) -> None:
    with pytest.raises(UnsatisfiableRange):
        requested_range(header, size)


@pytest.mark.parametrize("header", [b"bytes=0-", b"bytes=0-0", b"bytes=-1"])
def test_an_empty_file_has_no_range(header: bytes) -> None:
    with pytest.raises(UnsatisfiableRange):
        requested_range(header, 0)


def test_if_range_wants_exactly_this_content() -> None:
    etag, date = b'"abc"', b"Mon, 01 Jul 2024 09:26:55 GMT"
    assert all(if_range(header, etag, date) for header in (None, etag, date, b' "abc" '))
    for header in (b'"abd"', b'W/"abc"', b'"x", "abc"', b"*", b"Mon, 01 Jul 2024 09:26:56 GMT", b"abc", b""):
        assert not if_range(header, etag, date)
