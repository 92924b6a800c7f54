"""Request builder: path, query, body and headers of every operation, as values."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from triplicate.client import Amendment, InvalidInput, NotFound, Portion
from triplicate.dialects.native.client.calls import build_request
from triplicate.dialects.native.events.operations import GET_ORDER_EVENTS
from triplicate.dialects.native.orders import operations, requests
from triplicate.dialects.native.orders.command_operations import OPERATIONS_BY_ACTION

SHIP = OPERATIONS_BY_ACTION["ship"]


def test_what_has_no_body_sends_none() -> None:
    sent = build_request(operations.GET_ORDER, {"orderId": "17"})
    assert (sent.method, sent.target, sent.content) == ("GET", "/v1/orders/17", None)
    assert "Content-Type" not in sent.headers


@pytest.mark.parametrize(("id", "segment"), [("a b?c#d", "a%20b%3Fc%23d"), ("caf\u00e9", "caf%C3%A9"), ("..a", "..a")])
def test_a_name_stays_one_segment(id: str, segment: str) -> None:
    assert build_request(operations.GET_ORDER, {"orderId": id}).target == f"/v1/orders/{segment}"


@pytest.mark.parametrize("id", ["", ".", "..", "17/events", "../events"])
def test_a_name_that_would_lead_elsewhere_names_nothing(id: str) -> None:
    with pytest.raises(NotFound):
        build_request(GET_ORDER_EVENTS, {"orderId": id})


def test_a_query_says_what_was_given() -> None:
    values = {
        "stage": ["placed", "in production"],
        "sku": "A&B",
        "held": False,
        "limit": 5,
        "reference": None,
        "created_since": date(2024, 7, 1),
        "changed_since": datetime(2024, 7, 1, 9, 26, tzinfo=UTC),
    }
    assert build_request(operations.LIST_ORDERS, values).target == (
        "/v1/orders?stage=placed&stage=in+production&sku=A%26B&held=false&limit=5"
        "&created_since=2024-07-01&changed_since=2024-07-01T09%3A26%3A00%2B00%3A00"
    )


def test_a_moment_without_a_zone_is_nobodys() -> None:
    with pytest.raises(InvalidInput, match="created_since"):
        build_request(operations.LIST_ORDERS, {"created_since": datetime(2024, 7, 1, 9, 26)})


def test_a_body_leaves_out_what_is_unset_and_keeps_what_is_null() -> None:
    sent = build_request(operations.AMEND_ORDER, {"orderId": "17"}, Amendment(reference="x", project=None), version=3)
    assert msgspec.json.decode(sent.content or b"") == {"reference": "x", "project": None}
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["If-Match"].startswith('"3-')


def test_portions() -> None:
    sent = build_request(SHIP, {"orderId": "17"}, requests.Shipment(items=[Portion("12", 2)]), key="k")
    assert sent.target == "/v1/orders/17/shipments"
    assert msgspec.json.decode(sent.content or b"")["items"] == [{"line": "12", "quantity": 2}]
    assert sent.headers["Idempotency-Key"] == "k"


@pytest.mark.parametrize("key", ["", "a\nb", "caf\u00e9"])
def test_what_no_header_carries_is_no_key(key: str) -> None:
    with pytest.raises(InvalidInput, match="Idempotency-Key"):
        build_request(SHIP, {"orderId": "17"}, key=key)
