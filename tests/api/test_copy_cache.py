"""Copy cache: bounded in bytes, the least recently used copy goes first, one copy for each name, dialect and caller."""

import tracemalloc

import pytest

from triplicate.api.copy_cache import CopyCache, CopyKey, RenderedCopy
from triplicate.app.ports import OrderVersion

KEY = CopyKey("acme", False, "account", "guid", "1")
ENTRY_BYTES = 1024
"""What an entry counts beside its body."""


def copy(size: int, tag: bytes = b'"1"') -> RenderedCopy:
    return RenderedCopy(OrderVersion("account", 1, 7), bytes(size), tag, b"etag: %s\r\n" % tag)


def numbered(name: int) -> CopyKey:
    return KEY._replace(kind="number", name=name)


@pytest.mark.parametrize(
    "other",
    [
        KEY._replace(dialect="other"),
        KEY._replace(with_secrets=True),
        KEY._replace(account="other"),
        KEY._replace(account=None),
        KEY._replace(kind="oid"),
        KEY._replace(name="2"),
        KEY._replace(name=1),
    ],
)
def test_whatever_a_copy_depends_on_beside_the_version_is_in_its_key(other: CopyKey) -> None:
    cache = CopyCache(1024 * 1024)
    cache.put(KEY, copy(3))
    assert cache.get(KEY) == copy(3)
    assert cache.get(other) is None


def test_the_least_recently_used_copies_go_first() -> None:
    cache = CopyCache(max_bytes=3 * (ENTRY_BYTES + 3))
    keys = [numbered(number) for number in range(4)]
    for key in keys[:3]:
        cache.put(key, copy(3))
    assert cache.get(keys[0]) is not None
    cache.put(keys[3], copy(3))
    assert [cache.get(key) is not None for key in keys] == [True, False, True, True]
    cache.put(keys[0], copy(3 + 2 * ENTRY_BYTES, b'"2"'))
    assert [cache.get(key) is not None for key in keys] == [True, False, False, False]


def test_a_copy_takes_the_place_of_its_predecessor() -> None:
    cache = CopyCache(max_bytes=ENTRY_BYTES + 3)
    for tag in (b'"1"', b'"2"'):
        cache.put(KEY, copy(3, tag))
    assert (cache.get(KEY), len(cache)) == (copy(3, b'"2"'), 1)
    cache.drop(KEY)
    cache.drop(KEY)
    assert (cache.get(KEY), len(cache)) == (None, 0)
    cache.put(KEY, copy(3))
    assert cache.get(KEY) == copy(3)


def test_what_is_larger_than_the_cache_is_not_kept_and_drives_nothing_out() -> None:
    cache = CopyCache(max_bytes=ENTRY_BYTES + 10)
    cache.put(numbered(1), copy(10))
    cache.put(numbered(2), copy(11))
    assert (cache.get(numbered(1)), cache.get(numbered(2))) == (copy(10), None)
    cache.put(numbered(1), copy(11))
    assert len(cache) == 0, "the older copy of the same order is gone"


def test_a_copy_is_kept_when_it_is_offered_again() -> None:
    """Thirty thousand orders that are read once drive nothing out, and take no memory."""
    cache = CopyCache(10 * (ENTRY_BYTES + 100))
    for _ in range(2):
        cache.offer(KEY, copy(100))
    for number in range(30_000):
        cache.offer(numbered(number), copy(100))
        assert len(cache) == 1
    assert cache.get(KEY) == copy(100)
    for tag in (b'"1"', b'"2"'):
        cache.offer(numbered(1), copy(100, tag))
    assert cache.get(numbered(1)) == copy(100, b'"2"')


@pytest.mark.slow
def test_what_is_remembered_of_copies_made_once_is_bounded() -> None:
    cache = CopyCache(1024 * 1024)
    tracemalloc.start()
    try:
        for number in range(200_000):
            cache.offer(KEY._replace(name=f"{number:036}"), copy(0))
        taken_bytes = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert taken_bytes < 2 * 1024 * 1024


def test_a_cache_of_no_bytes_keeps_nothing() -> None:
    cache = CopyCache(max_bytes=0)
    cache.put(KEY, copy(0))
    assert cache.get(KEY) is None


@pytest.mark.parametrize("body_bytes", [0, 5_000])
def test_its_memory_is_what_it_counts(body_bytes: int) -> None:
    """Names, versions and header lines of their own for each entry, as requests bring them."""
    max_bytes = 4 * 1024 * 1024
    cache = CopyCache(max_bytes)
    tracemalloc.start()
    try:
        for number in range(2 * max_bytes // (ENTRY_BYTES + body_bytes)):
            version = OrderVersion(f"{number:036}", 1000 + number, (1 << 62) + number)
            tag = b'"%d-%x-1"' % (version.version, version.digest)
            lines = b"content-type: application/json\r\ncontent-length: 5000\r\netag: %s\r\n" % tag
            kept = RenderedCopy(version, bytes(body_bytes), tag, lines, (number + 1000, f"http://{number}.example"))
            cache.put(CopyKey("acme", False, f"{number:036}", "guid", f"{number:036}"), kept)
        taken_bytes = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert 0.5 * max_bytes < taken_bytes < 1.25 * max_bytes
    assert len(cache) == max_bytes // (ENTRY_BYTES + body_bytes)
