"""Positions: the place of an order among all, newest first, as one integer that never changes.

The upper bits are when the order was made, in ms since 1970; the lower twenty only tell apart those of the same
moment. Bounds of time are therefore bounds of positions, and where a page ended is one integer.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from triplicate.core.order import Order

TIE_BITS = 20
LAST_MS = (1 << 42) - 1
_DRAWS = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def in_ms(moment: datetime) -> int:
    """An aware moment in ms since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def millis(text: str | None) -> int | None:
    """A moment's text in ms since 1970; None when it names none."""
    try:
        moment = datetime.fromisoformat(text or "")
        return in_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def made(order: Order) -> int | None:
    """When the order was made, in ms since 1970, as far as it says so."""
    created = millis(order.created_at)
    return millis(order.placed_at) if created is None else created


def earliest(ms: int) -> int:
    """The first position of a moment."""
    return min(max(ms, 0), LAST_MS) << TIE_BITS


def latest(ms: int) -> int:
    """The last position of a moment."""
    return earliest(ms) | ((1 << TIE_BITS) - 1)


def choose(ms: int, taken: Callable[[int], bool]) -> int:
    """A free position of a moment, or of the next moment that is not crowded."""
    return next(position for position in _drawn(ms) if not taken(position))


def _drawn(ms: int) -> Iterator[int]:
    for later in count():
        start = earliest(ms) + (later << TIE_BITS)
        yield from (start | random.getrandbits(TIE_BITS) for _ in range(_DRAWS))
