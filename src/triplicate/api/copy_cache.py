"""Cache of rendered copies: an order that is read again, and has not changed, is neither decoded nor encoded again.

The stored order is read each time, and its bytes are part of the key, so a copy is never older than the database.
Copies with secrets are not kept; one with links, which expire, is good for the window in which they were signed. Used
by the event loop's thread only.
"""

from collections import OrderedDict
from typing import NamedTuple

from triplicate.app.ports import StoredOrder

MAX_BYTES = 16 * 1024 * 1024


class CopyKey(NamedTuple):
    """What a copy depends on: dialect, whether the caller may see secrets, and the stored order.

    `content` is Python's keyed 64-bit hash of the stored bytes; with account, version and size beside it, a collision
    could only be between two states of one account's orders.
    """

    dialect: str
    with_secrets: bool
    account: str
    version: int
    size: int
    content: int


class RenderedCopy(NamedTuple):
    """The body of a response and its entity tag.

    `links` are the signature window and the base URL for which its links to stored files are good; None without links.
    """

    body: bytes
    etag: bytes
    lines: bytes
    links: tuple[int, str] | None = None


class CopyCache:
    """The most recently used copies, at most `max_bytes` of bodies."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._copies: OrderedDict[CopyKey, RenderedCopy] = OrderedDict()

    def get(self, key: CopyKey) -> RenderedCopy | None:
        """The copy of this key, or None."""
        copy = self._copies.get(key)
        if copy is not None:
            self._copies.move_to_end(key)
        return copy

    def put(self, key: CopyKey, copy: RenderedCopy) -> None:
        """Keeps a copy; drops those that were not used for the longest time."""
        previous = self._copies.pop(key, None)
        self._copies[key] = copy
        self._bytes += len(copy.body) - (0 if previous is None else len(previous.body))
        while self._bytes > self._max_bytes:
            self._bytes -= len(self._copies.popitem(last=False)[1].body)

    def __len__(self) -> int:
        return len(self._copies)


def copy_key(dialect: str, with_secrets: bool, stored_order: StoredOrder) -> CopyKey:
    """The key of a stored order's copy in a dialect."""
    document = stored_order.document
    return CopyKey(dialect, with_secrets, stored_order.account, stored_order.version, len(document), hash(document))
