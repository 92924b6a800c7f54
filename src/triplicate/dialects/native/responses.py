"""What the native API answers beside the order document: pages of orders, events, counts, copies, rows, problems."""

from typing import Any, Literal

import msgspec

from triplicate.dialects.native.document import wire


class OrderPage(msgspec.Struct, kw_only=True):
    """Some orders, and the `cursor` of the next page; null when there is none.

    `scanned` says that this page was ended early: no index serves the combination of filters that was asked for, so
    that the page may hold fewer orders than asked for, or none, though more follow. `hint` says what would help.
    """

    orders: list[wire.Order]
    next: str | None
    scanned: bool
    hint: str | None


class Counts(msgspec.Struct, kw_only=True):
    """How many orders there are at each value of each axis; a value that no order has may be left out."""

    total: int
    stage: dict[str, int]
    step: dict[str, int]
    payment: dict[str, int]
    hold: dict[str, int]
    ending: dict[str, int]
    fulfilment: dict[str, int]
    origin: dict[str, int]


class Actor(msgspec.Struct, kw_only=True):
    """Who did it: the credential, the user it acted for where it named one, and the dialect that was spoken."""

    credential: str
    user: str | None
    dialect: str


class Event(msgspec.Struct, kw_only=True):
    """Something that happened to an order. `seq` is its place among all events: later ones have greater numbers.

    `version` is the order's after it, `data` what changed: on each axis from where to where, and what the verb tells.
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
    """Some events, oldest first. `next` is where to go on from: the number to ask `after`, also when there are none."""

    events: list[Event]
    next: int


class CopyName(msgspec.Struct, kw_only=True):
    """A dialect in which the order can be read, and where."""

    dialect: str
    url: str


class CopyList(msgspec.Struct, kw_only=True):
    """The copies of an order."""

    copies: list[CopyName]


Class = Literal["exact", "derived", "kept", "fixed", "absent", "dropped"]


class Faithfulness(msgspec.Struct, kw_only=True):
    """How faithful one member of a copy is.

    exact: both say the same. derived: follows by a rule. kept: verbatim from the document it came with. fixed: always
    this value. absent: the order has nothing to say here. dropped: the copy cannot say it.
    """

    member: str
    faithfulness: Class
    because: str | None


class Copy(msgspec.Struct, kw_only=True):
    """The order as a dialect would answer it, secrets left out, and how faithful each member of it is.

    `dropped` names what the order says (by the names of this API) and the dialect cannot. `unread` is what the request
    that placed the order in this dialect said and nobody understood: kept, never acted on, and shown to those who may
    see secrets, since nobody knows what it is.
    """

    dialect: str
    answer: Any
    members: list[Faithfulness]
    dropped: list[Faithfulness]
    unread: Any = None


class ProblemDetail(msgspec.Struct, kw_only=True):
    """One thing that is wrong with the request: where (a JSON path, or a parameter's name), and why."""

    path: str
    detail: str


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What went wrong, as RFC 9457 has it. `code` is for programs and stays; `detail` is for people and may change.

    `errors` lists every problem of the input, `obstacle` names what is in the way of a verb, `left` how much there
    still is, `scope` the one that the credential lacks, `order` the one that is in the way.
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


class Row(msgspec.Struct, kw_only=True):
    """What became of one row of a bulk request: its order as it now is, or the problem that kept it from happening."""

    index: int
    status: int
    order: wire.Order | None
    problem: Problem | None


class Rows(msgspec.Struct, kw_only=True):
    """What became of each row, in the order of the request; the others happened all the same."""

    succeeded: int
    failed: int
    rows: list[Row]
