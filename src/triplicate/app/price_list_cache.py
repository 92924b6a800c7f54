"""Price list cache: a price list is decoded once for each version of it, not once for each order."""

from triplicate.app.records import PriceVersion
from triplicate.core.catalog import price_list
from triplicate.core.catalog.price_list import PriceList

_MAX_CACHED = 64
_Key = tuple[str | None, int, str]


class PriceListCache:
    """The decoded price lists of one database, by account, version and digest; it may be shared by threads.

    Versions are immutable, so an entry never expires; when the cache is full, the oldest entry goes.
    """

    def __init__(self) -> None:
        self._decoded: dict[_Key, PriceList] = {}

    def decode(self, version: PriceVersion) -> PriceList:
        """The price list of a stored version."""
        key = (version.account, version.version, version.digest)
        prices = self._decoded.get(key)
        if prices is None:
            prices = self._decoded[key] = price_list.decode(version.document)
            self._evict()
        return prices

    def _evict(self) -> None:
        if len(self._decoded) > _MAX_CACHED:
            oldest_key = next(iter(list(self._decoded)))
            self._decoded.pop(oldest_key, None)
