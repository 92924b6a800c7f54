"""What the conformance tests know of the native dialect."""

from decimal import Decimal
from typing import Any

import msgspec

from tests.conformance.protocol import Conformance, Document
from tests.dialects.native import document_updates
from tests.dialects.native.arrivals import ARRIVALS, identity, parcel
from tests.dialects.native.facts import FACTS, ids
from tests.dialects.native.invalid_documents import INVALID, REQUIRED
from tests.dialects.native.statuses import STATUSES
from tests.strategies.complete_native_document import COMPLETE
from tests.strategies.native_documents import NATIVE
from triplicate.client import Triplicate
from triplicate.dialects.native.dialect import DIALECT

LATER: Document = {
    "version": 2,
    "stage": "shipped",
    "step": "shipped",
    "updated_at": "2024-08-01T09:00:00.000Z",
    "history": [*COMPLETE["history"], {"at": "2024-08-01T09:00:00.000Z", "status": "shipped"}],
}


def later_of(document: Document) -> Document:
    """A later document: its version follows its own, and its history has one entry more."""
    history = [*document["history"], LATER["history"][-1]]
    return {**document, **LATER, "version": document["version"] + 1, "history": history}


def order_url(id: str, account: str) -> str:
    """Where the order is; the token names the account."""
    return f"/v1/orders/{id}"


def auth_headers(token: str) -> dict[str, str]:
    """The headers that carry a token."""
    return {"Authorization": f"Bearer {token}"}


def error_sentence(body: Any, content_type: str, status: int) -> str:
    """The sentence of a problem document."""
    assert content_type == "application/problem+json"
    assert body.keys() >= {"type", "title", "status", "detail", "code", "request_id"}
    msgspec.convert(body, DIALECT.error)
    assert body["status"] == status
    sentence: str = body["detail"]
    return sentence


def tracking_numbers(document: Document) -> list[str]:
    """The tracking numbers of a document."""
    return [parcel["tracking_number"] for parcel in document["shipments"]]


def names_and_quantities(document: Document) -> list[tuple[str, Any]]:
    """Name and quantity of every line."""
    return [(line["name"], line["quantity"]) for line in document["lines"]]


def priced(amount: int, exponent: int, currency: str) -> Document:
    """An order of three pieces."""
    line = {"quantity": 3, "unit_price": f"{Decimal(amount).scaleb(-exponent):f}"}
    return {"currency": currency, "lines": [line], "totals": {"shipping": amount}}


CONFORMANCE = Conformance(
    dialect="native",
    complete=COMPLETE,
    least={"id": COMPLETE["id"], "lines": []},
    earlier={
        "stage": "placed",
        "step": "created",
        "updated_at": "2024-07-01T10:00:00.000Z",
        "history": COMPLETE["history"][:1],
    },
    later=LATER,
    later_of=later_of,
    touched={"updated_at": "2025-01-01T00:00:00Z"},
    shipped={"step": "shipped", "stage": "shipped"},
    cancelled={"ending": "cancelled"},
    history=frozenset({"history", "version"}),
    members=NATIVE,
    updates=document_updates.updates(),
    tracking_numbers=tracking_numbers,
    identity=identity,
    arrivals=ARRIVALS,
    parcel=parcel,
    statuses=STATUSES,
    facts=FACTS,
    ids=ids,
    priced=priced,
    invalid=INVALID,
    required=REQUIRED,
    date="buyer.created_at",
    lines="lines",
    names_and_quantities=names_and_quantities,
    client=Triplicate,
    order_url=order_url,
    auth_headers=auth_headers,
    error_sentence=error_sentence,
    demo_credentials={
        "account_id": "123e4567-e89b-12d3-a456-426614174000",
        "token": None,
        "stranger_token": None,
    },
    absent_status=404,
)
