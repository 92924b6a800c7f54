"""States of the parts of a server, noted for their gauges when somebody asks."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from triplicate.app.ports.pools import PoolState
from triplicate.observe.families import (
    COPY_CACHE_ENTRIES,
    COPY_CACHE_READS,
    POOL_CONNECTIONS,
    POOL_WAITING,
    WRITE_QUEUE,
)
from triplicate.observe.tallies import Tallies


class CacheState(NamedTuple):
    """A cache: look-ups so far by result, and how much it holds now."""

    hits: int
    misses: int
    entries: int


class StateSampler:
    """Notes the states of connection pools, of the queue of writes, and of the cache of copies."""

    def __init__(
        self,
        pools: Callable[[], Iterable[PoolState]],
        waiting_writes: Callable[[], int],
        copies: Callable[[], CacheState],
    ) -> None:
        self._pools = pools
        self._waiting_writes = waiting_writes
        self._copies = copies

    def __call__(self, tallies: Tallies) -> None:
        """Notes them."""
        for pool in self._pools():
            tallies.set(POOL_CONNECTIONS, pool.name, "open", value=pool.open)
            tallies.set(POOL_CONNECTIONS, pool.name, "in use", value=pool.in_use)
            tallies.set(POOL_WAITING, pool.name, value=pool.waiting)
        tallies.set(WRITE_QUEUE, value=self._waiting_writes())
        copies = self._copies()
        tallies.advance(COPY_CACHE_READS, "hit", total=copies.hits)
        tallies.advance(COPY_CACHE_READS, "miss", total=copies.misses)
        tallies.set(COPY_CACHE_ENTRIES, value=copies.entries)
