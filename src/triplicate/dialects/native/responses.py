"""Response types of the native API: pages of orders and events, counts, copies, batch results and problems."""

from typing import Any, Literal

import msgspec

from triplicate.dialects.native.document import wire


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


class Actor(msgspec.Struct, kw_only=True):
    """Who caused an event: the credential, the user it acted for if any, and the dialect of the request."""

    credential: str
    user: str | None
    dialect: str


class Event(msgspec.Struct, kw_only=True):
    """An event of an order. `seq` increases over all events of the server.

    `version` is the order's version after the event. `data` holds the state changes (from, to) and the details of the
    action.
    """

    seq: int
    order: str
    account: str
    kind: str
    at: str
    actor: Actor
    request_id: str
    version: int
    data: dict[str, Any]


class EventPage(msgspec.Struct, kw_only=True):
    """A page of events, oldest first. Send `next` as `after` to continue, even if the page is empty."""

    events: list[Event]
    next: int


class CopyLink(msgspec.Struct, kw_only=True):
    """A dialect in which the order can be read, and the URL of that copy."""

    dialect: str
    url: str


class CopyList(msgspec.Struct, kw_only=True):
    """The copies of an order."""

    copies: list[CopyLink]


FidelityClass = Literal["exact", "derived", "kept", "fixed", "absent", "dropped"]


class MemberFidelity(msgspec.Struct, kw_only=True):
    """How one field of a copy relates to the order.

    exact: the same value. derived: computed by a rule. kept: verbatim from the imported document. fixed: always this
    value. absent: the order has no value for it. dropped: the copy has no field for it.
    """

    member: str
    faithfulness: FidelityClass
    because: str | None


class Copy(msgspec.Struct, kw_only=True):
    """The order in the format of a dialect, without secrets, and how faithful each of its fields is.

    `dropped` lists the fields of the native document that the dialect cannot represent. `unread` holds the unknown
    fields of the request that placed the order in this dialect. They are stored but not used, and are shown only with
    the scope `orders:secrets`, since they may contain secrets.
    """

    dialect: str
    answer: Any
    members: list[MemberFidelity]
    dropped: list[MemberFidelity]
    unread: Any = None


class ProblemDetail(msgspec.Struct, kw_only=True):
    """One validation error: where (a JSON path or the name of a parameter), and what is wrong."""

    path: str
    detail: str


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An error as problem details (RFC 9457). `code` is stable, for programs; `detail` is for people and may change.

    `errors` lists every validation error. `obstacle` says why an action is not possible, `left` how much remains,
    `scope` which scope is missing, `order` which order is in conflict with the request.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str = ""
    errors: list[ProblemDetail] = []
    obstacle: str | None = None
    left: str | None = None
    scope: str | None = None
    current_version: int | None = None
    order: str | None = None


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
