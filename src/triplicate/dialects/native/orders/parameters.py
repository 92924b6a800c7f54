"""Query parameters of lists and counts of orders."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.core.search.facets import NONE, UNKNOWN
from triplicate.dialects.native.parameters import Text

Limit = Annotated[int, Meta(ge=1, le=100)]
Date = Annotated[
    str, Meta(description="A date and time, or a day: 2024-07-01T09:26:55Z, 2024-07-01.", examples=["2024-07-01"])
]


def _one_of(*values: str) -> Meta:
    return Meta(pattern=f"^({'|'.join(values)})$", extra_json_schema={"enum": list(values)})


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
