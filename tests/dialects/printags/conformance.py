"""What the conformance tests know of Printags' dialect."""

from typing import Any

from tests.conformance.protocol import Conformance, Document
from tests.dialects.printags import documents
from tests.dialects.printags.arrivals import ARRIVALS, parcel
from tests.dialects.printags.facts import FACTS, ids
from tests.dialects.printags.invalid_documents import INVALID, REQUIRED
from tests.dialects.printags.statuses import STATUSES
from triplicate.client import Printags

_CREATED, _PROCESSING = documents.COMPLETE["statusHistory"]
_SHIPPED = {"id": documents.GUID, "status": "shipped", "createdAt": "2024-07-03T09:26:55.737Z"}


def order_url(id: str, account: str) -> str:
    """Where the order of an account is."""
    return f"/accounts/{account}/orders/{id}"


def auth_headers(token: str) -> dict[str, str]:
    """The headers that carry a token."""
    return {"Authorization": f"Bearer {token}"}


def error_sentence(body: Any, content_type: str, status: int) -> str:
    """The sentence of an error."""
    assert content_type == "application/json"
    assert body.keys() == {"success", "message"}
    assert body["success"] is False
    sentence: str = body["message"]
    return sentence


def tracking_numbers(document: Document) -> list[str]:
    """The tracking numbers of a document."""
    return [parcel["trackingNumber"] for parcel in document["shippings"]]


def names_and_quantities(document: Document) -> list[tuple[str, Any]]:
    """Name and quantity of every line."""
    return [(line["name"], line["quantity"]) for line in document["product_groups"]]


CONFORMANCE = Conformance(
    dialect="printags",
    complete=documents.COMPLETE,
    least={"id": documents.COMPLETE["id"], "status": "created"},
    earlier={"status": "created", "statusHistory": [_CREATED]},
    later={"status": "shipped", "statusHistory": [_CREATED, _PROCESSING, _SHIPPED]},
    touched={"reference": "2025-01-01T00:00:00Z"},
    shipped={"status": "shipped"},
    cancelled={"status": "cancelled"},
    history=frozenset({"statusHistory"}),
    members=documents.MEMBERS,
    updates=documents.updates(),
    tracking_numbers=tracking_numbers,
    arrivals=ARRIVALS,
    is_dated=False,
    parcel=parcel,
    statuses=STATUSES,
    facts=FACTS,
    ids=ids,
    unknown_words={"printags.state": "polishing"},
    drops=frozenset({"bill_to"}),
    invalid=INVALID,
    required=REQUIRED,
    path="$.order",
    date="customer.createdAt",
    lines="product_groups",
    names_and_quantities=names_and_quantities,
    client=Printags,
    order_url=order_url,
    auth_headers=auth_headers,
    error_sentence=error_sentence,
    demo_credentials={
        "account_id": "123e4567-e89b-12d3-a456-426614174000",
        "order_id": "987e6543-e21a-11d4-a789-0242ac120002",
        "token": None,
        "stranger_token": None,
    },
    demo_refusals={"stranger_token": (404, None)},
    sample_piece="123e4567-e89b-12d3-a456-426614174000",
    absent_status=404,
)
