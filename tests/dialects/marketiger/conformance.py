"""What the conformance tests know of Marketiger's dialect."""

from typing import Any

from tests.conformance.protocol import Conformance, Document
from tests.dialects.marketiger import documents
from tests.dialects.marketiger.arrivals import ARRIVALS, parcel
from tests.dialects.marketiger.facts import FACTS, ids
from tests.dialects.marketiger.invalid_documents import INVALID, REQUIRED
from tests.dialects.marketiger.statuses import STATUSES
from triplicate.client import Marketiger


def order_url(id: str, account: str) -> str:
    """Where the order is; the token names the account."""
    return f"/v2/Order/GetOrder?orderId={id}"


def auth_headers(token: str) -> dict[str, str]:
    """The headers that carry a token."""
    return {"Authorization": f"Bearer {token}"}


def error_sentence(body: Any, content_type: str, status: int) -> str:
    """The sentence of an error."""
    assert content_type == "application/json"
    assert body.keys() == {"success", "error"}
    assert body["success"] is False
    assert body["error"].keys() == {"type", "message"}
    sentence: str = body["error"]["message"]
    return sentence


def tracking_numbers(document: Document) -> list[str]:
    """The tracking number of a document, if it has one."""
    return [document["trackAndTrace"]["trackingNumber"]] if document["trackAndTrace"] else []


def names_and_quantities(document: Document) -> list[tuple[str, Any]]:
    """Name and quantity of every line."""
    return [(line["modelName"], line["quantity"]) for line in document["orderModels"]]


def priced(amount: int, exponent: int, currency: str) -> Document:
    """An order of three pieces; the currency is the account's."""
    return {"orderModels": [{"modelId": "m", "price": amount, "quantity": 3}], "shippingRate": amount}


CONFORMANCE = Conformance(
    dialect="marketiger",
    complete=documents.COMPLETE,
    least={"id": documents.COMPLETE["id"], "status": 1, "orderModels": []},
    earlier={"status": 1, "updated": "2024-01-01T10:05:00Z"},
    later={"status": 10, "updated": "2024-02-01T10:15:00Z"},
    touched={"updated": "2025-01-01T00:00:00Z"},
    shipped={"status": 10},
    cancelled={"status": 0},
    members=documents.MEMBERS,
    updates=documents.updates(),
    tracking_numbers=tracking_numbers,
    shows_every_parcel=False,
    arrivals=ARRIVALS,
    parcel=parcel,
    statuses=STATUSES,
    facts=FACTS,
    ids=ids,
    priced=priced,
    unknown_words={"marketiger": 7},
    drops=frozenset({"metadata", "bill_to"}),
    invalid=INVALID,
    required=REQUIRED,
    path="$.data.order",
    date="createdDate",
    lines="orderModels",
    names_and_quantities=names_and_quantities,
    client=Marketiger,
    order_url=order_url,
    auth_headers=auth_headers,
    error_sentence=error_sentence,
    demo_credentials={
        "order_id": documents.COMPLETE["id"],
        "token": None,
        "stranger_token": None,
        "token_without_email": None,
        "token_of_unknown_user": None,
    },
    demo_refusals={
        "stranger_token": (400, "You are not allowed to view this order."),
        "token_without_email": (400, "No email claim present."),
        "token_of_unknown_user": (400, "User not found."),
    },
    foreign_refusals=("You are not allowed to view this order.", "Order id not found"),
    names_missing_scope=False,
    absent_status=400,
)
