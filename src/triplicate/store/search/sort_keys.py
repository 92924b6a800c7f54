"""Time-ordered sort keys: each order has a unique, immutable integer position.

The upper bits are the time of creation in ms since 1970; the lower twenty are tie-breakers. Time bounds are
therefore bounds of positions, and the cursor of a page is one integer.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import chain, count

from triplicate.core.documents.order_record import OrderRecord
from triplicate.core.order.order import Order

TIE_BITS = 20
MAX_MS = (1 << 42) - 1
_TRIES_PER_MOMENT = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_milliseconds(moment: datetime) -> int:
    """An aware datetime in ms since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def parse_milliseconds(text: str | None) -> int | None:
    """An ISO 8601 timestamp in ms since 1970; None when it is invalid."""
    try:
        moment = datetime.fromisoformat(text or "")
        return to_milliseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def created_ms(order: Order | OrderRecord) -> int | None:
    """When the order was created or else placed, in ms since 1970; None if unknown."""
    milliseconds = parse_milliseconds(order.created_at)
    return parse_milliseconds(order.placed_at) if milliseconds is None else milliseconds


def first_position(ms: int) -> int:
    """The first position of a millisecond."""
    return min(max(ms, 0), MAX_MS) << TIE_BITS


def last_position(ms: int) -> int:
    """The last position of a millisecond."""
    return first_position(ms) | ((1 << TIE_BITS) - 1)


def preferred_tie(account: str, number: int) -> int:
    """The tie-breaker of an order: orders of one account and millisecond lie in the order of their numbers.

    Each account begins at a place of its own, so that accounts rarely prefer the same.
    """
    half = (1 << TIE_BITS) // 2
    digest = blake2b(account.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % half + number % half


def free_position(ms: int, tie: int, is_taken: Callable[[int], bool]) -> int:
    """The position with this tie-breaker in a millisecond; if it is taken, a free random one, there or soon after."""
    positions = chain((first_position(ms) | tie,), _random_positions(ms))
    return next(position for position in positions if not is_taken(position))


def _random_positions(ms: int) -> Iterator[int]:
    for offset in count():
        start = first_position(ms) + (offset << TIE_BITS)
        yield from (start | random.getrandbits(TIE_BITS) for _ in range(_TRIES_PER_MOMENT))
