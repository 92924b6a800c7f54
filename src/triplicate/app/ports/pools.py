"""The state of a connection pool, for who watches it."""

from typing import NamedTuple


class PoolState(NamedTuple):
    """A pool by its name: its open connections, those in use, and who waits for one."""

    name: str
    open: int
    in_use: int
    waiting: int
