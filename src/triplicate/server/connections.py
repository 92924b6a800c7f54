"""How many connections a process holds open, and which of them gives way when one more comes.

The one that has waited longest for a request is closed. When all are busy, the new one is accepted above the limit, for
a moment, so that it can be told so: 503, or the process's health where that is what it asks. Of these, too, there are
only so many, and the oldest gives way.
"""

from collections import OrderedDict
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from triplicate.server import limits


class Connection(Protocol):
    """What a connection can be asked for."""

    def give_way(self) -> None:
        """Ends it, since another one needs its place."""

    def __hash__(self) -> int: ...


class ConnectionLimit:
    """The connections of one server, by what they are doing; `most` None means that there is no limit."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._admitted: set[Connection] = set()
        self._idle: OrderedDict[Connection, None] = OrderedDict()
        self._overflow: OrderedDict[Connection, None] = OrderedDict()

    def admit(self, connection: Connection) -> bool:
        """Takes a new connection, in the place of an idle one if need be; False when it is above the limit."""
        if self._has_room() or self._make_room():
            self._admitted.add(connection)
            self._idle[connection] = None
            return True
        if len(self._overflow) >= limits.OVERFLOW_CONNECTIONS:
            self._overflow.popitem(last=False)[0].give_way()
        self._overflow[connection] = None
        return False

    def promote(self, connection: Connection) -> bool:
        """Whether one above the limit has come within it by now, an idle one giving way if need be."""
        if connection in self._overflow and (self._has_room() or self._make_room()):
            del self._overflow[connection]
            self._admitted.add(connection)
        return connection in self._admitted

    def idle(self, connection: Connection) -> None:
        """It waits for a request: it is the first to give way once all that wait longer have."""
        if connection in self._admitted:
            self._idle[connection] = None

    def busy(self, connection: Connection) -> None:
        """It does not wait any more."""
        self._idle.pop(connection, None)

    def release(self, connection: Connection) -> None:
        """It is closed."""
        self._admitted.discard(connection)
        self._idle.pop(connection, None)
        self._overflow.pop(connection, None)

    def _has_room(self) -> bool:
        return self._most is None or len(self._admitted) < self._most

    def _make_room(self) -> bool:
        if not self._idle:
            return False
        oldest, _ = self._idle.popitem(last=False)
        self._admitted.discard(oldest)
        oldest.give_way()
        return True


_limits: "WeakKeyDictionary[Any, ConnectionLimit]" = WeakKeyDictionary()


def of_server(state: Any, most: int | None) -> ConnectionLimit:
    """The limit that all connections of a server share, by uvicorn's state of that server."""
    limit = _limits.get(state)
    if limit is None:
        limit = _limits[state] = ConnectionLimit(most)
    return limit
