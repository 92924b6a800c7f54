"""Invalid documents: refused with the path of each problem, and nothing of them is stored."""

from typing import Any

import pytest

from tests.strategies import complete_documents
from tests.strategies.memory_account import MemoryAccount
from tests.strategies.validation import problems_of

AT = "2024-07-01T09:26:55.737Z"
MODEL = {"modelId": "m", "price": 1, "quantity": 1}
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("marketiger", {"status": "1"}, "status"),
    ("marketiger", {"status": None}, "status"),
    ("marketiger", {"orderModels": None}, "orderModels"),
    ("marketiger", {"orderModels": [MODEL, {**MODEL, "quantity": -1}]}, "orderModels[1].quantity"),
    ("marketiger", {"orderModels": [{**MODEL, "quantity": 1.5}]}, "orderModels[0].quantity"),
    ("marketiger", {"orderModels": [{**MODEL, "price": True}]}, "orderModels[0].price"),
    ("marketiger", {"orderModels": [{**MODEL, "status": "shipped"}]}, "orderModels[0].status"),
    ("marketiger", {"trackAndTrace": "9876543210"}, "trackAndTrace"),
    ("marketiger", {"createdDate": "01/02/2024"}, "createdDate"),
    ("marketiger", {"updated": "yesterday"}, "updated"),
    ("printags", {"status": None}, "status"),
    ("printags", {"shipTo": []}, "shipTo"),
    ("printags", {"total": "50.99"}, "total"),
    ("printags", {"product_groups": [{"quantity": -1}]}, "product_groups[0].quantity"),
    ("printags", {"statusHistory": [{"createdAt": "now", "status": "x"}]}, "statusHistory[0].createdAt"),
    ("printags", {"products": [{}, {"createdAt": "now"}]}, "products[1].createdAt"),
    ("printags", {"customer": {"createdAt": "now"}}, "customer.createdAt"),
    ("axim", {"lineItems": None}, "lineItems"),
    ("axim", {"lineItems": [{"quantity": -0.5}]}, "lineItems[0].quantity"),
    ("axim", {"lineItems": [{"quantity": "1"}]}, "lineItems[0].quantity"),
    ("axim", {"total": "900"}, "total"),
    ("axim", {"approved": 1}, "approved"),
    ("axim", {"orderedAt": "soon"}, "orderedAt"),
    ("axim", {"fulfilledItems": [{}, {"fulfilledAt": "soon"}]}, "fulfilledItems[1].fulfilledAt"),
    *[
        ("axim", {"fulfilledItems": [{"items": [{"quantity": wrong}]}]}, "fulfilledItems[0].items[0].quantity")
        for wrong in ("many", "", "-1", -1, "NaN", "Infinity", "1 000")
    ],
    ("native", {"lines": None}, "lines"),
    ("native", {"lines": [{"quantity": "1"}]}, "lines[0].quantity"),
    ("native", {"lines": [{"quantity": 1, "returned": -1}]}, "lines[0].returned"),
    *[
        ("native", {"lines": [{"quantity": 1}, {"quantity": 1, "unit_price": wrong}]}, "lines[1].unit_price")
        for wrong in ("many", "1e3", "NaN", "1,50", " 1", ".5", "5.", "1_0", "٣", "1" * 311, 1, 12.5)
    ],
    (
        "native",
        {"lines": [{"quantity": 1, "components": [{"unit_price": "x"}]}]},
        "lines[0].components[0].unit_price",
    ),
    ("native", {"payments": [{"amount": 10.5, "at": AT}]}, "payments[0].amount"),
    ("native", {"payments": [{"amount": 10, "at": ""}]}, "payments[0].at"),
    ("native", {"refunds": [{"amount": 10, "at": AT}, {"amount": 1, "at": "now"}]}, "refunds[1].at"),
    ("native", {"comments": [{"text": "a", "at": "now"}]}, "comments[0].at"),
    ("native", {"approval": {"by": "a", "at": "now"}}, "approval.at"),
    ("native", {"hold": {"since": "now"}}, "hold.since"),
    ("native", {"history": [{"at": AT, "status": "created"}, {"at": "", "status": "x"}]}, "history[1].at"),
    ("native", {"history": [{"at": AT, "status": ""}]}, "history[0].status"),
    ("native", {"shipments": [{}, {"delivered_at": "now"}]}, "shipments[1].delivered_at"),
    ("native", {"shipments": [{"items": [{"quantity": -1}]}]}, "shipments[0].items[0].quantity"),
    ("native", {"units": [{"created_at": "now"}]}, "units[0].created_at"),
    ("native", {"words": {"printags": True}}, "words.printags"),
    ("native", {"totals": {"total": "900"}}, "totals.total"),
    ("native", {"updated_at": "soon"}, "updated_at"),
]


@pytest.mark.parametrize(("dialect", "members", "path"), CASES)
def test_what_is_wrong_is_named(dialect: str, members: dict[str, Any], path: str) -> None:
    where = {"marketiger": "$.data.order", "printags": "$.order", "axim": "$.data", "native": "$"}[dialect]
    desk = MemoryAccount()
    problems = problems_of(
        lambda: desk.import_document(dialect, complete_documents.complete_document(dialect, **members))
    )
    assert [problem.path for problem in problems] == [f"{where}.{path}"]
    assert (desk.orders, desk.unit.events, desk.unit.memory.writes) == ([], [], 0)


@pytest.mark.parametrize(
    ("dialect", "name"),
    [
        ("marketiger", "orderModels"),
        ("marketiger", "status"),
        ("printags", "status"),
        ("axim", "id"),
        ("axim", "lineItems"),
        ("native", "id"),
        ("native", "lines"),
    ],
)
def test_what_is_missing_is_named(dialect: str, name: str) -> None:
    body = complete_documents.complete_document(dialect)
    del body[name]
    (problem,) = problems_of(lambda: MemoryAccount().import_document(dialect, body))
    assert (problem.path.rpartition(".")[2], problem.reason) == (name, "is required")
