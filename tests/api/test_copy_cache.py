"""Copy cache: bounded in bytes, the least recently used copy goes first, and any change of the order is another key."""

import pytest

from triplicate.api.copy_cache import CopyCache, RenderedCopy, copy_key
from triplicate.app.ports import StoredOrder

ORDER = StoredOrder("account", 1, b'{"version":1}')


def copy(size: int, tag: bytes = b'"1"') -> RenderedCopy:
    return RenderedCopy(bytes(size), tag, b"etag: %s\r\n" % tag)


@pytest.mark.parametrize(
    "other",
    [
        copy_key("other", False, ORDER),
        copy_key("acme", True, ORDER),
        copy_key("acme", False, ORDER._replace(account="other")),
        copy_key("acme", False, ORDER._replace(version=2)),
        copy_key("acme", False, ORDER._replace(document=b'{"version":2}')),
        copy_key("acme", False, ORDER._replace(document=b'{"version":1} ')),
    ],
)
def test_whatever_a_copy_depends_on_is_in_its_key(other: object) -> None:
    cache = CopyCache()
    cache.put(copy_key("acme", False, ORDER), copy(3))
    assert cache.get(copy_key("acme", False, ORDER._replace(document=bytes(bytearray(ORDER.document))))) == copy(3)
    assert cache.get(other) is None  # type: ignore[arg-type]


def test_the_least_recently_used_copies_go_first() -> None:
    cache = CopyCache(max_bytes=10)
    keys = [copy_key("acme", False, ORDER._replace(version=version)) for version in range(4)]
    for key in keys[:3]:
        cache.put(key, copy(3))
    assert cache.get(keys[0]) is not None
    cache.put(keys[3], copy(3))
    assert [cache.get(key) is not None for key in keys] == [True, False, True, True]
    cache.put(keys[0], copy(10, b'"2"'))
    assert [cache.get(key) is not None for key in keys] == [True, False, False, False]


def test_what_is_larger_than_the_cache_is_not_kept() -> None:
    cache = CopyCache(max_bytes=10)
    cache.put(copy_key("acme", False, ORDER), copy(11))
    assert len(cache) == 0
