"""Large orders: pages and bulk answers end at 8 MiB, and metadata have a limit."""

from typing import Any

import httpx
import pytest

from tests.dialects.native.native_api_fixtures import NativeApi, problem_paths
from triplicate.api.order_response import MAX_PAGE_BYTES
from triplicate.core.engine.metadata import MAX_METADATA_BYTES

NEARLY = {"a": "x" * (MAX_METADATA_BYTES - 100), "kind": "large"}
"""Metadata that are just within the limit."""
MORE_THAN_A_PAGE = 40
SMALL_PARTS = 64 * 1024
"""What an answer has beside the orders, at most."""


@pytest.fixture
def large_orders(native_api_in_process: NativeApi) -> list[str]:
    """The ids of more orders than fit on a page, the newest first."""
    api = native_api_in_process
    made = [api.place(metadata=NEARLY, reference="LARGE")["id"] for _ in range(MORE_THAN_A_PAGE)]
    return made[::-1]


@pytest.mark.parametrize(
    "filters",
    ["", "&reference=LARGE", "&q=large&payment=unpaid,none", "&sort=changed&stage=placed&payment=none,unpaid"],
)
def test_a_page_ends_early_and_nothing_is_missed(
    native_api_in_process: NativeApi, large_orders: list[str], filters: str
) -> None:
    seen: list[str] = []
    path: str | None = f"/orders?limit=100{filters}"
    pages = 0
    while path is not None:
        reply = native_api_in_process.request("GET", path, status=200)
        assert len(reply.content) < MAX_PAGE_BYTES + SMALL_PARTS
        page = reply.json()
        assert not page["scanned"]
        seen += [order["id"] for order in page["orders"]]
        pages += 1
        path = f"/orders?limit=100{filters}&cursor={page['next']}" if page["next"] else None
    assert seen == large_orders
    assert pages in (2, 3)


def test_rows_beyond_a_full_answer_are_not_run(native_api_in_process: NativeApi, large_orders: list[str]) -> None:
    moves = [{"order": id, "verb": "comment", "body": {"text": "Hello"}} for id in large_orders]
    reply = native_api_in_process.request("POST", "/orders/moves", {"moves": moves}, status=200)
    assert len(reply.content) < MAX_PAGE_BYTES + MAX_METADATA_BYTES + SMALL_PARTS
    rows = reply.json()["rows"]
    run = [row["problem"] is None for row in rows]
    assert run == sorted(run, reverse=True)
    assert 0 < sum(run) < MORE_THAN_A_PAGE
    last = rows[-1]["problem"]
    assert [problem["path"] for problem in last["errors"]] == [f"$.moves[{MORE_THAN_A_PAGE - 1}]"]
    assert native_api_in_process.order(large_orders[-1])["comments"] == []
    assert native_api_in_process.order(large_orders[0])["comments"] != []


def test_metadata_have_a_limit(native_api_in_process: NativeApi) -> None:
    api = native_api_in_process
    too_large: dict[str, Any] = {"a": "x" * MAX_METADATA_BYTES}
    half = {"a": "x" * (MAX_METADATA_BYTES // 2)}
    line = {"name": "card", "quantity": 1, "unit_price": "1"}
    orders: list[Any] = [
        {"lines": [line], "metadata": too_large},
        {"lines": [{**line, "metadata": too_large}]},
        {"lines": [{**line, "metadata": half}], "metadata": half},
    ]
    for body in orders:
        assert problem_paths(api.request("POST", "/orders", body)) == ["$.metadata"]
    order = api.place(metadata=NEARLY)
    line_id = order["lines"][0]["id"]
    amendments: list[Any] = [
        {"metadata": {"b": "x" * 200}},
        {"lines": [{"id": line_id, "metadata": {"b": "x" * 200}}]},
    ]
    for body in amendments:
        assert problem_paths(amend(api, order["id"], body)) == ["$.metadata"]
    assert api.order(order["id"]) == order
    assert amend(api, order["id"], {"metadata": {"a": None}}).status_code == 200


def amend(api: NativeApi, id: str, body: Any) -> httpx.Response:
    return api.request("PATCH", f"/orders/{id}", body, headers={"If-Match": "*"})
