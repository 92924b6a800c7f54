"""Path and query parameters of the native API."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.core.search.facets import NONE, UNKNOWN

Limit = Annotated[int, Meta(ge=1, le=100)]
Date = Annotated[
    str, Meta(description="A date and time, or a day: 2024-07-01T09:26:55Z, 2024-07-01.", examples=["2024-07-01"])
]
Text = Annotated[str, Meta(min_length=1, max_length=200)]


def _one_of(*values: str) -> Meta:
    return Meta(pattern=f"^({'|'.join(values)})$", extra_json_schema={"enum": list(values)})


class NoParameters(msgspec.Struct):
    """No parameters."""


class OrderParameters(msgspec.Struct):
    """An order: its GUID, its 24-hex id or its running number."""

    orderId: str


class CopyParameters(msgspec.Struct):
    """An order, and the dialect of the copy."""

    orderId: str
    dialect: str


class OrderEventsParameters(msgspec.Struct, kw_only=True):
    """An order, and the page of its events: those with a `seq` greater than `after`, at most `limit`."""

    orderId: str
    after: Annotated[int, Meta(ge=0, le=2**62)] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


class EventsParameters(msgspec.Struct, kw_only=True):
    """The page of events: those that follow `after`, at most `limit`.

    `after` is `next` of the previous page; `0` is the beginning. For a credential of one account it is the `seq` of an
    event; for a credential of all accounts it is an opaque text. `wait` is how many seconds to wait if there are no
    events yet. With `latest`, only events from now on are returned.
    """

    after: Annotated[str, Meta(max_length=4096, pattern=r"^(\d+|f[\w-]+)$")] = "0"
    latest: bool = False
    limit: Annotated[int, Meta(ge=1, le=500)] = 100
    wait: Annotated[int, Meta(ge=0, le=30)] = 0


class PieceParameters(msgspec.Struct):
    """The GUID of a piece, as printed on its label."""

    pieceId: str


class ProductionParameters(msgspec.Struct, kw_only=True):
    """An order. `keys` includes the keys of its NFC chips and needs the scope `orders:secrets`."""

    orderId: str
    keys: bool = False


class PackingListParameters(msgspec.Struct, kw_only=True):
    """An order, and a shipment of it. Without a shipment, what remains to ship is listed."""

    orderId: str
    shipment: Text | None = None


class CountsParameters(msgspec.Struct, kw_only=True):
    """The account whose orders are counted. Default: all accounts that the credential may read."""

    account: Text | None = None


class ListParameters(msgspec.Struct, kw_only=True):
    """Filters, sort order and page. Values of one filter are combined with OR, different filters with AND.

    `q` searches by word prefixes, ignoring case and accents, in reference, project, number, names and email addresses.
    Time bounds are inclusive; a day means all of that day in UTC. `cursor` is `next` of the previous page; send it with
    the same filters and sort.
    """

    stage: list[Stage] = []
    step: list[Annotated[str, _one_of(*Step, UNKNOWN)]] = []
    payment: list[Annotated[str, _one_of(*Payment, UNKNOWN)]] = []
    ending: list[Annotated[str, _one_of(*Ending, NONE)]] = []
    fulfilment: list[Literal["none", "partial", "complete"]] = []
    held: bool | None = None
    origin: list[Text] = []
    account: Text | None = None
    reference: list[Text] = []
    email: list[Text] = []
    sku: list[Text] = []
    tracking: list[Text] = []
    q: Text | None = None
    created_since: Date | None = None
    created_until: Date | None = None
    changed_since: Date | None = None
    changed_until: Date | None = None
    sort: Literal["newest", "changed"] = "newest"
    limit: Limit = 20
    cursor: Text | None = None
