"""Status translation: each vendor status in the other dialects, as the decided table has it."""

from typing import Any

import pytest

from tests.dialects.marketiger.documents import STATUSES as MARKETIGER_STATUSES
from tests.dialects.printags.documents import STATUSES as PRINTAGS_STATUSES
from tests.strategies.memory_account import MemoryAccount

GUID, OID = "123e4567-e89b-12d3-a456-426614174000", "664f2310d5775459152d6dd8"
MOMENT = "2024-07-01T09:26:55.737Z"

# Printags word: Marketiger code, Axim order status, Axim payment status
FROM_PRINTAGS: dict[str, tuple[int, str, str]] = {
    "creating": (1, "pending", ""),
    "draft": (1, "pending", ""),
    "created": (1, "pending", ""),
    "validated": (1, "processing", ""),
    "in_queue": (1, "processing", ""),
    "processing": (1, "processing", ""),
    "treated": (1, "processing", ""),
    "batching": (1, "processing", ""),
    "sent_for_printing": (1, "processing", ""),
    "manufacturing": (1, "processing", ""),
    "packaging": (1, "processing", ""),
    "packaged": (1, "processing", ""),
    "ready_for_shipping": (1, "processing", ""),
    "shipped": (10, "fulfilled", ""),
    "delivered": (10, "fulfilled", ""),
    "cancelled": (0, "cancelled", ""),
    "failed": (0, "cancelled", ""),
    "returned": (10, "returned", ""),
    "refunded": (0, "", "refunded"),
    "on_hold": (2, "", ""),
}

# Printags word now, the furthest of its history: Marketiger code, Axim order status, Axim payment status
FROM_PRINTAGS_WITH_HISTORY: dict[tuple[str, str], tuple[int, str, str]] = {
    ("on_hold", "created"): (2, "pending", ""),
    ("on_hold", "validated"): (2, "processing", ""),
    ("on_hold", "in_queue"): (15, "processing", ""),
    ("on_hold", "packaged"): (15, "processing", ""),
    ("refunded", "created"): (0, "pending", "refunded"),
    ("refunded", "manufacturing"): (0, "processing", "refunded"),
    ("refunded", "shipped"): (10, "fulfilled", "refunded"),
    ("refunded", "delivered"): (10, "fulfilled", "refunded"),
    ("cancelled", "validated"): (0, "cancelled", ""),
    ("cancelled", "shipped"): (0, "cancelled", ""),
    ("returned", "delivered"): (10, "returned", ""),
    ("failed", "manufacturing"): (0, "cancelled", ""),
}

# Marketiger code: Printags word, Axim order status, Axim payment status
FROM_MARKETIGER: dict[int, tuple[str, str, str]] = {
    0: ("cancelled", "cancelled", ""),
    1: ("created", "pending", ""),
    2: ("on_hold", "pending", ""),
    3: ("created", "pending", "pending"),
    4: ("created", "pending", "pending"),
    5: ("created", "pending", "paid"),
    10: ("shipped", "fulfilled", ""),
    15: ("on_hold", "processing", ""),
}

# Axim order status, Axim payment status: Printags word, Marketiger code
FROM_AXIM: dict[tuple[str, str], tuple[str, int]] = {
    ("pending", ""): ("created", 1),
    ("pending", "pending"): ("created", 4),
    ("pending", "paid"): ("created", 5),
    ("pending", "partially refunded"): ("created", 5),
    ("pending", "refunded"): ("refunded", 0),
    ("processing", ""): ("validated", 1),
    ("processing", "pending"): ("validated", 4),
    ("processing", "paid"): ("validated", 5),
    ("processing", "partially refunded"): ("validated", 5),
    ("processing", "refunded"): ("refunded", 0),
    ("partially fulfilled", ""): ("validated", 1),
    ("partially fulfilled", "pending"): ("validated", 4),
    ("partially fulfilled", "paid"): ("validated", 5),
    ("partially fulfilled", "partially refunded"): ("validated", 5),
    ("partially fulfilled", "refunded"): ("refunded", 0),
    ("fulfilled", ""): ("shipped", 10),
    ("fulfilled", "pending"): ("shipped", 10),
    ("fulfilled", "paid"): ("shipped", 10),
    ("fulfilled", "partially refunded"): ("shipped", 10),
    ("fulfilled", "refunded"): ("refunded", 10),
    ("returned", ""): ("returned", 10),
    ("returned", "pending"): ("returned", 10),
    ("returned", "paid"): ("returned", 10),
    ("returned", "partially refunded"): ("returned", 10),
    ("returned", "refunded"): ("returned", 10),
    ("cancelled", ""): ("cancelled", 0),
    ("cancelled", "pending"): ("cancelled", 0),
    ("cancelled", "paid"): ("cancelled", 0),
    ("cancelled", "partially refunded"): ("cancelled", 0),
    ("cancelled", "refunded"): ("cancelled", 0),
    ("", "paid"): ("", 5),
    ("", ""): ("", 1),
}


def words(dialect: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the order of a document is called everywhere."""
    desk = MemoryAccount()
    desk.import_document(dialect, body)
    axim = desk.render("axim")
    return {
        "marketiger": desk.render("marketiger")["status"],
        "printags": desk.render("printags")["status"],
        "axim": (axim.get("orderStatus", ""), axim.get("paymentStatus", "")),
    }


def test_every_documented_word_has_its_row() -> None:
    assert set(FROM_PRINTAGS) == set(PRINTAGS_STATUSES)
    assert len(FROM_PRINTAGS) == 20
    assert set(FROM_MARKETIGER) == set(MARKETIGER_STATUSES)


@pytest.mark.parametrize("word", FROM_PRINTAGS)
def test_a_word_of_printags(word: str) -> None:
    code, order, payment = FROM_PRINTAGS[word]
    told = words("printags", {"id": GUID, "status": word})
    assert told == {"printags": word, "marketiger": code, "axim": (order, payment)}


@pytest.mark.parametrize(("word", "before"), FROM_PRINTAGS_WITH_HISTORY)
def test_a_word_of_printags_after_another(word: str, before: str) -> None:
    code, order, payment = FROM_PRINTAGS_WITH_HISTORY[word, before]
    history = [{"status": "created", "createdAt": MOMENT}, {"status": before, "createdAt": MOMENT}]
    told = words("printags", {"id": GUID, "status": word, "statusHistory": history})
    assert told == {"printags": word, "marketiger": code, "axim": (order, payment)}


@pytest.mark.parametrize("code", FROM_MARKETIGER)
def test_a_code_of_marketiger(code: int) -> None:
    word, order, payment = FROM_MARKETIGER[code]
    told = words("marketiger", {"id": GUID, "status": code, "orderModels": []})
    assert told == {"marketiger": code, "printags": word, "axim": (order, payment)}


@pytest.mark.parametrize(("order", "payment"), FROM_AXIM)
def test_two_words_of_axim(order: str, payment: str) -> None:
    word, code = FROM_AXIM[order, payment]
    told = words("axim", {"id": OID, "lineItems": [], "orderStatus": order, "paymentStatus": payment})
    assert told == {"axim": (order, payment), "printags": word, "marketiger": code}


def test_quantities_say_that_an_order_is_partially_fulfilled() -> None:
    line = {"id": OID, "quantity": 2, "fulfilledQuantity": 1}
    told = words("axim", {"id": OID, "lineItems": [line], "orderStatus": "partially fulfilled"})
    assert told == {"axim": ("partially fulfilled", ""), "printags": "validated", "marketiger": 1}


def test_parcels_say_that_an_order_is_partially_fulfilled() -> None:
    groups = [{"id": GUID, "modelId": "card", "quantity": 3}]
    parcels = [{"id": GUID, "trackingNumber": "T", "products": {"card": 2}}]
    body = {"id": GUID, "status": "packaged", "product_groups": groups, "shippings": parcels}
    assert words("printags", body)["axim"] == ("partially fulfilled", "")
    parcels[0]["products"] = {"card": 3}
    assert words("printags", body)["axim"] == ("fulfilled", "")
