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
    - `earlier`, `later`: members with which the complete document is an earlier or a later one of its order.
    - `members`: strategies of members, by their dotted path, where the wire type says too little.
    - `updates`: strategy of successive documents. `tracking_numbers` reads those that such a document names; with
      `shows_every_parcel`, the dialect's copy names all parcels of an order.
    - `lines`: the member that lists the lines.

    HTTP: `client` is the dialect's Python client; `order_url` takes an id and an account; `auth_headers` a token;
    `error_sentence` the body of an error and its content type, checks the documented members, and returns the sentence.
    `absent_status` answers for an unknown order.
    """

    dialect: str
    complete: Document
    least: Document
    earlier: Document
    later: Document
    members: Special
    updates: st.SearchStrategy[Document]
    tracking_numbers: Callable[[Document], list[str]]
    shows_every_parcel: bool = True
    lines: str
    client: type[ApiClient]
    order_url: Callable[[str, str], str]
    auth_headers: Callable[[str], dict[str, str]]
    error_sentence: Callable[[Any, str, int], str]
    absent_status: int


Conformances = Mapping[str, Conformance]
"""By the name of the dialect."""
