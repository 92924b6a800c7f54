"""Response types of orders: pages, counts, and the results of bulk requests."""

import msgspec

from triplicate.dialects.native.document import wire
from triplicate.dialects.native.problem import Problem


class OrderPage(msgspec.Struct, kw_only=True):
    """A page of orders. `next` is the `cursor` of the next page; null on the last page.

    `scanned` is true if the page ended early because no index serves this combination of filters: it may then hold
    fewer orders than `limit`, even none, although more follow. `hint` says how to narrow the query.
    """

    orders: list[wire.Order]
    next: str | None
    scanned: bool
    hint: str | None


class Counts(msgspec.Struct, kw_only=True):
    """The number of orders for each value of each part of the state. Values without orders may be missing."""

    total: int
    stage: dict[str, int]
    step: dict[str, int]
    payment: dict[str, int]
    hold: dict[str, int]
    ending: dict[str, int]
    fulfilment: dict[str, int]
    origin: dict[str, int]


class BatchRow(msgspec.Struct, kw_only=True):
    """The result of one row of a bulk request: the updated order, or the problem that prevented the change."""

    index: int
    status: int
    order: wire.Order | None
    problem: Problem | None


class BatchResult(msgspec.Struct, kw_only=True):
    """The results of a bulk request, in the order of its rows. A failed row does not affect the others."""

    succeeded: int
    failed: int
    rows: list[BatchRow]
