"""Time-ordered sort keys: each order has a unique, immutable integer position.

The upper bits are the time of creation in ms since 1970; the lower twenty are random tie-breakers. Time bounds are
therefore bounds of positions, and the cursor of a page is one integer.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from triplicate.core.order.order import Order

TIE_BITS = 20
LAST_MS = (1 << 42) - 1
_DRAWS = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def in_ms(moment: datetime) -> int:
    """An aware datetime in ms since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def millis(text: str | None) -> int | None:
    """An ISO 8601 timestamp in ms since 1970; None when it is invalid."""
    try:
        moment = datetime.fromisoformat(text or "")
        return in_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def made(order: Order) -> int | None:
    """When the order was created or else placed, in ms since 1970; None if unknown."""
    created = millis(order.created_at)
    return millis(order.placed_at) if created is None else created


def earliest(ms: int) -> int:
    """The first position of a millisecond."""
    return min(max(ms, 0), LAST_MS) << TIE_BITS


def latest(ms: int) -> int:
    """The last position of a millisecond."""
    return earliest(ms) | ((1 << TIE_BITS) - 1)


def choose(ms: int, taken: Callable[[int], bool]) -> int:
    """A free random position in a millisecond, or in a later one if it is crowded."""
    return next(position for position in _drawn(ms) if not taken(position))


def _drawn(ms: int) -> Iterator[int]:
    for later in count():
        start = earliest(ms) + (later << TIE_BITS)
        yield from (start | random.getrandbits(TIE_BITS) for _ in range(_DRAWS))
