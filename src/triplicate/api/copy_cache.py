"""Cache of rendered copies: an order that is read again, and has not changed, is neither decoded nor encoded again.

The order's version is read each time, and a copy counts only for the version that it was made of, so it is never older
than the database. It is kept when it is made for the second time, so that who reads all orders once neither pays for
keeping them nor drives out what others read again and again.

Copies with secrets are not kept; one with links, which expire, is good for the window in which they were signed. Of a
copy that its caller turned out to have, all but the body is kept, which answers those who ask again whether it changed.
Used by the event loop's thread only.
"""

from collections import OrderedDict
from typing import NamedTuple

from triplicate.app.ports import OrderVersion

_ENTRY_BYTES = 1024
"""What an entry takes beside its body: key, version, header lines, and their places in the cache."""


_MAX_MISSES = 16_384
"""Of how many copies it is remembered that they were made once; then that begins anew."""


class CopyKey(NamedTuple):
    """Which copy it is: its dialect, whether the caller may see secrets, and the order as the caller named it.

    `account` is the one to which the caller is bound; None for a caller of all accounts.
    """

    dialect: str
    with_secrets: bool
    account: str | None
    kind: str
    name: str | int


class RenderedCopy(NamedTuple):
    """The body of a response, its entity tag, and its header lines.

    `body` is None for one that was not rendered, since its caller had it; `lines` are those of the 304 then.

    `version` is that of the order; `links` are the signature window and the base URL for which its links to stored
    files are good, None without links.
    """

    version: OrderVersion
    body: bytes | None
    etag: bytes
    lines: bytes
    links: tuple[int, str] | None = None


class CopyCache:
    """The most recently used copies, which take at most `max_bytes`; 0 keeps none.

    `hits` and `misses` count requests that were answered with a copy, and those that were not.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self.hits = self.misses = 0
        self._copies: OrderedDict[CopyKey, RenderedCopy] = OrderedDict()
        self._misses: set[int] = set()

    def get(self, key: CopyKey) -> RenderedCopy | None:
        """The copy of this key, of whichever version, or None."""
        copy = self._copies.get(key)
        if copy is not None:
            self._copies.move_to_end(key)
        return copy

    def offer(self, key: CopyKey, copy: RenderedCopy) -> None:
        """Keeps a copy if it has been offered before, in whichever version."""
        name = hash(key)
        if name in self._misses:
            self.put(key, copy)
            return
        if len(self._misses) >= _MAX_MISSES:
            self._misses.clear()
        self._misses.add(name)

    def put(self, key: CopyKey, copy: RenderedCopy) -> None:
        """Keeps a copy in the place of its predecessor; drops those that were not used for the longest time."""
        self.drop(key)
        size = _size(copy)
        if size > self._max_bytes:
            return
        self._copies[key] = copy
        self._bytes += size
        while self._bytes > self._max_bytes:
            self._bytes -= _size(self._copies.popitem(last=False)[1])

    def drop(self, key: CopyKey) -> None:
        """Forgets a copy, if there is one."""
        copy = self._copies.pop(key, None)
        if copy is not None:
            self._bytes -= _size(copy)

    def __len__(self) -> int:
        return len(self._copies)


def _size(copy: RenderedCopy) -> int:
    return len(copy.body or b"") + _ENTRY_BYTES
