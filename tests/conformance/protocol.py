"""What each dialect's own tests say about it, so that the conformance tests can walk every dialect by itself.

A dialect of this repository says it in `tests/dialects/<name>/conformance.py`, as `CONFORMANCE`; a dialect of another
distribution by an entry point in the group `triplicate.conformance` with the dialect's name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.strategies.wire_documents import Special
from triplicate.http_client.api_client import ApiClient

Document = dict[str, Any]
"""A document without its envelope."""


@dataclass(frozen=True, kw_only=True)
class Conformance:
    """What is special about one dialect. Expected values are written out, and never computed by the code under test.

    Documents, all of the same order but for `least`:

    - `complete`: every member filled, with distinct, consistent values. `least`: the least valid document.
    - `earlier`, `later`: members with which the complete document is an earlier or a later one of its order; `later_of`
      makes a later one of any document, where other members follow from its own. `touched`: members of a newer document
      that say nothing new of the order's state.
    - `shipped`, `cancelled`: what any copy says of an order that is shipped, or cancelled.
    - `history`: members that grow with what happened to an order.
    - `members`: strategies of members, by their dotted path, where the wire type says too little.
    - `updates`: strategy of successive documents. `tracking_numbers` reads those that such a document names; with
      `shows_every_parcel`, the dialect's copy names all parcels of an order.
    - `lines`: the member that lists the lines; `names_and_quantities` reads those of a document's lines, and
      `names_products` says whether each line names a product by an id.

    HTTP: `client` is the dialect's Python client; `order_url` takes an id and an account; `auth_headers` a token;
    `error_sentence` the body of an error and its content type, checks the documented members, and returns the sentence.
    `absent_status` answers for an unknown order, and for what is no id at all where `malformed_status` is not given.
    """

    dialect: str
    complete: Document
    least: Document
    earlier: Document
    later: Document
    later_of: Callable[[Document], Document] | None = None
    touched: Document
    shipped: Document
    cancelled: Document
    history: frozenset[str] = frozenset()
    members: Special
    updates: st.SearchStrategy[Document]
    tracking_numbers: Callable[[Document], list[str]]
    shows_every_parcel: bool = True
    lines: str
    names_and_quantities: Callable[[Document], list[tuple[str, Any]]]
    names_products: bool = True
    client: type[ApiClient]
    order_url: Callable[[str, str], str]
    auth_headers: Callable[[str], dict[str, str]]
    error_sentence: Callable[[Any, str, int], str]
    absent_status: int
    malformed_status: int | None = None


Conformances = Mapping[str, Conformance]
"""By the name of the dialect."""
