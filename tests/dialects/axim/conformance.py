"""What the conformance tests know of Axim Commerce's dialect."""

from decimal import Decimal
from typing import Any

from tests.conformance.protocol import Conformance, Document
from tests.dialects.axim import documents
from tests.dialects.axim.arrivals import ARRIVALS, identity, parcel
from tests.dialects.axim.buyer_documents import COMPLETE as BUYERS
from tests.dialects.axim.facts import FACTS, ids
from tests.dialects.axim.invalid_documents import INVALID, REQUIRED
from tests.dialects.axim.statuses import STATUSES
from triplicate.client import Axim


def order_url(id: str, account: str) -> str:
    """Where the order is; the token names the account."""
    return f"/orders/{id}"


def auth_headers(token: str) -> dict[str, str]:
    """The headers that carry a token."""
    return {"accessToken": token}


def error_sentence(body: Any, content_type: str, status: int) -> str:
    """The sentence of an error."""
    assert content_type == "application/json"
    assert body.keys() == {"success", "message"}
    assert body["success"] is False
    sentence: str = body["message"]
    return sentence


def tracking_numbers(document: Document) -> list[str]:
    """The tracking numbers of a document."""
    return [parcel["trackingNumber"] for parcel in document["fulfilledItems"]]


def names_and_quantities(document: Document) -> list[tuple[str, Any]]:
    """Name and quantity of every line."""
    return [(line["name"], line["quantity"]) for line in document["lineItems"]]


def priced(amount: int, exponent: int, currency: str) -> Document:
    """An order of three pieces."""
    major = Decimal(amount).scaleb(-exponent)
    number = int(major) if major == int(major) else float(major)
    line = {"id": documents.COMPLETE["lineItems"][0]["id"], "quantity": 3, "price": number}
    return {"lineItems": [line], "currency": {"currency": currency}, "shippingCost": number}


CONFORMANCE = Conformance(
    dialect="axim",
    complete=documents.COMPLETE,
    least={"id": documents.COMPLETE["id"], "lineItems": []},
    earlier={"orderStatus": "pending", "updatedAt": "2024-05-23T12:00:00.000Z", "fulfilledItems": []},
    later={"orderStatus": "fulfilled", "updatedAt": "2024-09-24T09:13:33.301Z"},
    touched={"updatedAt": "2025-01-01T00:00:00Z"},
    shipped={"orderStatus": "fulfilled"},
    cancelled={"orderStatus": "cancelled"},
    history=frozenset({"timeline"}),
    members=documents.MEMBERS,
    updates=documents.updates(),
    tracking_numbers=tracking_numbers,
    identity=identity,
    id_kind="oid",
    arrivals=ARRIVALS,
    parcel=parcel,
    statuses=STATUSES,
    facts=FACTS,
    ids=ids,
    priced=priced,
    unknown_words={"axim.order": "backordered", "axim.payment": "disputed"},
    buyers=BUYERS,
    invalid=INVALID,
    required=REQUIRED,
    path="$.data",
    date="createdAt",
    lines="lineItems",
    names_and_quantities=names_and_quantities,
    client=Axim,
    order_url=order_url,
    auth_headers=auth_headers,
    error_sentence=error_sentence,
    demo_credentials={
        "order_id": "664f2310d5775459152d6dd8",
        "entity_id": "100",
        "token": None,
        "stranger_token": None,
    },
    demo_refusals={"stranger_token": (400, None)},
    absent_status=400,
)
