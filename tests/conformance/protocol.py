"""What each dialect's own tests say about it, so that the conformance tests can walk every dialect by itself.

A dialect of this repository says it in `tests/dialects/<name>/conformance.py`, as `CONFORMANCE`; a dialect of another
distribution by an entry point in the group `triplicate.conformance` with the dialect's name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from hypothesis import strategies as st

from tests.conformance.statuses import Statuses
from tests.strategies.numbered_ids import guid
from tests.strategies.wire_documents import Special
from triplicate.http_client.api_client import ApiClient

Document = dict[str, Any]
"""A document without its envelope."""


def guid_members(number: int) -> Document:
    """The identity of a numbered document in a dialect of GUIDs."""
    return {"id": guid(number)}


def no_parcel(tracking_number: str) -> Document:
    """The members of a parcel, in a dialect whose documents name none."""
    return {}


Facts = Mapping[str, Callable[[Document, int], Any]]
"""Facts by names that all dialects share, each read from a copy and the exponent of its currency."""


class Arrivals(NamedTuple):
    """Successive documents of order 1, whose order of arrival must not matter, and members of the copy after them."""

    documents: tuple[Document, ...]
    copy: Document | None = None


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
    - `identity`: the members that make a document one of the order that the tests know as a number, of which `id` is a
      GUID or a 24-hex id (`id_kind`).
    - `arrivals`: sets of successive documents, by what is special about them; `is_dated` says whether a document says
      when it was changed. `parcel`: the members of a document whose one parcel has this tracking number; left out where
      a document names no parcels (`names_parcels`).
    - `invalid`: members with which the complete document is refused, each with the path of what is wrong; `required`:
      members that no document may lack. `path` leads to the document from the vendor's reply, `date` from there to a
      timestamp.
    - `buyers`: a complete document of each kind of buyer that the dialect has documents of: company, customer.
    - `statuses`: the dialect's table of statuses. `facts`: what a copy says of the order.
    - `ids`: the GUIDs and the 24-hex ids of a copy; those of products where the order's own dialect names any.
    - `priced`: the members of an order of three pieces at an amount each, and as much for the parcel; it takes the
      amount in minor units, the exponent of the currency, and its code. None where a document names no prices.
    - `unknown_words`: the names under which an order keeps a status of the vendor that has no meaning here, each with
      such a status. `drops`: which of `metadata` and `bill_to` a document has no place for.
    - `lines`: the member that lists the lines; `names_and_quantities` reads those of a document's lines, and
      `names_products` says whether each line names a product by an id.

    HTTP: `client` is the dialect's Python client; `order_url` takes an id and an account; `auth_headers` a token;
    `error_sentence` the body of an error and its content type, checks the documented members, and returns the sentence.
    `demo_credentials` are its members of `demo.json`, with None for tokens; `demo_refusals` says how each token that
    must not see the sample is refused: the status, and the sentence where the vendor documents one.
    `foreign_refusals` are the sentences for another account's order and for an unknown one, where the vendor has two;
    `names_missing_scope` says whether a refusal names the scope that a token lacks. `sample_piece` is the id of a piece
    of the sample. `absent_status` answers for an unknown order, and for what is no id at all where `malformed_status`
    is not given.
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
    identity: Callable[[int], Document] = guid_members
    id_kind: Literal["guid", "oid"] = "guid"
    arrivals: Mapping[str, Arrivals]
    is_dated: bool = True
    parcel: Callable[[str], Document] = no_parcel
    invalid: tuple[tuple[Document, str], ...]
    required: tuple[str, ...]
    path: str = "$"
    date: str
    buyers: Mapping[str, Document] = field(default_factory=dict)
    ids: Callable[[Document, bool], tuple[list[str], list[str]]]
    priced: Callable[[int, int, str], Document] | None = None
    statuses: Statuses
    facts: Facts
    unknown_words: Mapping[str, str | int] = field(default_factory=dict)
    drops: frozenset[str] = frozenset()
    lines: str
    names_and_quantities: Callable[[Document], list[tuple[str, Any]]]
    names_products: bool = True
    client: type[ApiClient]
    order_url: Callable[[str, str], str]
    auth_headers: Callable[[str], dict[str, str]]
    error_sentence: Callable[[Any, str, int], str]
    foreign_refusals: tuple[str, str] | None = None
    names_missing_scope: bool = True
    sample_piece: str | None = None
    demo_credentials: Mapping[str, str | None]
    demo_refusals: Mapping[str, tuple[int, str | None]] = field(default_factory=dict)
    absent_status: int
    malformed_status: int | None = None

    @property
    def names_parcels(self) -> bool:
        """Whether a document says which parcels were sent."""
        return self.parcel is not no_parcel


Conformances = Mapping[str, Conformance]
"""By the name of the dialect."""
