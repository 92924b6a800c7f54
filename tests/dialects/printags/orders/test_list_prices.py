"""Orders at list prices: amending them needs a scope, and accepting one takes its payment from the balance."""

from typing import Any

import httpx
import pytest

from tests.conftest import Demo
from tests.dialects.printags.printags_api_fixtures import (
    INITIAL_BALANCE,
    PLAIN_ORDER_TOTAL,
    PrintagsApi,
    new_order,
    open_printags_api,
)
from triplicate.app.access.credentials import Grant, issue
from triplicate.core.access import PRICES, READ, WRITE


def amend(api: PrintagsApi, id: str, body: Any, who: str = "workshop") -> httpx.Response:
    return api.request("PATCH", f"/v1/orders/{id}", who, json=body, headers={"If-Match": "*"})


def accept(api: PrintagsApi, id: str) -> httpx.Response:
    return api.request("POST", f"/v1/orders/{id}/acceptance", "workshop", json={}, headers={"If-Match": "*"})


def with_pricing_clerk(api: PrintagsApi) -> PrintagsApi:
    """The same merchant, with a native token that may amend list prices."""
    grant = Grant("native", api.account, scopes=(READ, WRITE, PRICES))
    installation = api.installation
    token, _ = installation.store.run("token", lambda uow: issue(uow, grant, installation.now(), installation.keys.jwt))
    return api._replace(tokens={**api.tokens, "clerk": token})


def changes_of_price(line: dict[str, Any]) -> list[dict[str, Any]]:
    """Amendments that change what the order costs, or what its prices are for."""
    id = {"id": line["id"]}
    return [
        {"lines": [{**id, "unit_price": "0"}]},
        {"lines": [{**id, "unit_price": None}]},
        {"lines": [{**id, "model": {"id": "ntag424_woodcard", "chip": "ntag424"}}]},
        {"lines": [{**id, "sku": "another"}]},
        {"lines": [id, {"name": "a present", "quantity": 1, "unit_price": "0"}]},
        {"shipping_amount": 0},
        {"tax_amount": 1},
        {"shipping": {"id": "express", "name": "Express"}},
    ]


def test_list_prices_are_amended_with_a_scope_only(printags_api: PrintagsApi) -> None:
    api = with_pricing_clerk(printags_api)
    draft = api.create_id(new_order(isDraft=True))
    before = api.stored_state()
    for body in changes_of_price(api.native_order(draft)["lines"][0]):
        reply = amend(api, draft, body)
        assert (reply.status_code, reply.json()["scope"]) == (403, PRICES), body
    assert api.stored_state() == before
    for body in changes_of_price(api.native_order(draft)["lines"][0]):
        fresh = api.create_id(new_order(isDraft=True))
        line = api.native_order(fresh)["lines"][0]["id"]
        lines = [{**one, "id": line} if "id" in one else one for one in body.get("lines", [])]
        reply = amend(api, fresh, {**body, "lines": lines} if lines else body, "clerk")
        assert reply.status_code == 200, reply.text


def test_what_is_no_price_is_amended_without_it(printags_api: PrintagsApi) -> None:
    draft = printags_api.create_id(
        new_order({"modelId": "pvccard_white"}, {"modelId": "ntag424_woodcard"}, isDraft=True)
    )
    first, second = (line["id"] for line in printags_api.native_order(draft)["lines"])
    for body in (
        {"reference": "another", "metadata": {"a": 1}},
        {"lines": [{"id": first, "quantity": 3, "name": "Cards"}, {"id": second}]},
        {"lines": [{"id": first}]},
    ):
        reply = amend(printags_api, draft, body)
        assert reply.status_code == 200, reply.text


def test_prices_that_were_agreed_need_no_scope(printags_api: PrintagsApi) -> None:
    body = {"lines": [{"name": "Stand", "quantity": 1, "unit_price": "5.00"}], "draft": True}
    order = printags_api.request("POST", "/v1/orders", "workshop", json=body).json()
    lines = [{"id": order["lines"][0]["id"], "unit_price": "4.00"}]
    assert amend(printags_api, order["id"], {"lines": lines}).json()["totals"]["total"] == 400
    accepted = accept(printags_api, order["id"]).json()
    assert (accepted["step"], accepted["payment"]) == ("validated", "unpaid")
    assert printags_api.balance == INITIAL_BALANCE


def test_acceptance_takes_the_payment_as_validation_does(printags_api: PrintagsApi) -> None:
    draft = printags_api.create_id(new_order(isDraft=True))
    assert printags_api.balance == INITIAL_BALANCE
    order = accept(printags_api, draft).json()
    assert (order["step"], order["payment"], order["totals"]["outstanding"]) == ("validated", "paid", 0)
    assert (printags_api.balance, printags_api.total_for(draft)) == (
        INITIAL_BALANCE - PLAIN_ORDER_TOTAL,
        -PLAIN_ORDER_TOTAL,
    )
    assert [event["kind"] for event in printags_api.events(draft)][1:] == ["accepted", "paid"]


def test_what_was_paid_otherwise_is_not_taken(printags_api: PrintagsApi) -> None:
    draft = printags_api.create_id(new_order(isDraft=True))
    printags_api.native_action(draft, "placement")
    printags_api.native_action(draft, "payments", {"method": "bank transfer"})
    assert accept(printags_api, draft).json()["payment"] == "paid"
    assert printags_api.balance == INITIAL_BALANCE


@pytest.mark.parametrize("paid_in", [0, PLAIN_ORDER_TOTAL - 1])
def test_it_is_not_accepted_when_the_balance_is_too_low(demo: Demo, client: httpx.Client, paid_in: int) -> None:
    api = open_printags_api(demo.installation, client, paid_in=paid_in)
    draft = api.create_id(new_order(isDraft=True))
    before = api.stored_state()
    assert accept(api, draft).status_code == 409
    assert api.stored_state() == before
    assert api.order(draft)["status"] == "draft"


def test_who_may_only_write_sees_the_order_in_the_answer(printags_api: PrintagsApi) -> None:
    """As the native API's README says."""
    grant = Grant("native", printags_api.account, scopes=(WRITE,))
    installation = printags_api.installation
    token, _ = installation.store.run("token", lambda uow: issue(uow, grant, installation.now(), installation.keys.jwt))
    writer = printags_api._replace(tokens={**printags_api.tokens, "writer": token})
    draft = writer.create_id(new_order(isDraft=True))
    assert writer.request("GET", f"/v1/orders/{draft}", "writer").status_code == 403
    reply = writer.request("POST", f"/v1/orders/{draft}/comments", "writer", json={"text": "Hello"})
    assert (reply.status_code, reply.json()["id"]) == (201, draft)
