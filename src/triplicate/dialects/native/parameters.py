"""Parameters of the native API's paths and queries."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.core.search.facets import NONE, UNKNOWN

Limit = Annotated[int, Meta(ge=1, le=100)]
Date = Annotated[
    str, Meta(description="A moment, or a day: 2024-07-01T09:26:55Z, 2024-07-01.", examples=["2024-07-01"])
]
Text = Annotated[str, Meta(min_length=1, max_length=200)]


def _one_of(*values: str) -> Meta:
    return Meta(pattern=f"^({'|'.join(values)})$", extra_json_schema={"enum": list(values)})


class NoParameters(msgspec.Struct):
    """None."""


class OrderParameters(msgspec.Struct):
    """The order's GUID, its 24-hex id, or its running number."""

    orderId: str


class CopyParameters(msgspec.Struct):
    """The order, and the dialect of the copy."""

    orderId: str
    dialect: str


class OrderEventsParameters(msgspec.Struct, kw_only=True):
    """The order, and from where on its events are wanted."""

    orderId: str
    after: Annotated[int, Meta(ge=0, le=2**62)] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


class EventsParameters(msgspec.Struct, kw_only=True):
    """From where on events are wanted (`next` of the page before), how many, and how many seconds to wait for one.

    With `latest`, only what happens from now on is wanted, wherever that is.
    """

    after: Annotated[int, Meta(ge=0, le=2**62)] = 0
    latest: bool = False
    limit: Annotated[int, Meta(ge=1, le=500)] = 100
    wait: Annotated[int, Meta(ge=0, le=30)] = 0


class PieceParameters(msgspec.Struct):
    """The piece's GUID, as it stands on its label."""

    pieceId: str


class ProductionParameters(msgspec.Struct, kw_only=True):
    """The order, and whether the keys of its chips are wanted, which needs the scope `orders:secrets`."""

    orderId: str
    keys: bool = False


class PackingListParameters(msgspec.Struct, kw_only=True):
    """The order, and the parcel: without one, what has still to leave is listed."""

    orderId: str
    shipment: Text | None = None


class CountsParameters(msgspec.Struct, kw_only=True):
    """The account whose orders are counted; all that the credential sees by default."""

    account: Text | None = None


class ListParameters(msgspec.Struct, kw_only=True):
    """What to list. Several values of one filter are alternatives; several filters must all fit.

    `q` searches by the beginnings of words, without regard to case and accents, in reference, project, number, names
    and e-mail addresses. Bounds are inclusive, and a day includes all of it (UTC). `cursor` is `next` of the page
    before, and goes with the same filters and sort.
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
