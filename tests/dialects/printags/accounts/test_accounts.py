"""Accounts: their profile, who may read it, and the operator's access to all of them."""

from typing import Any

import httpx
import pytest

from tests.conformance.operation_fixtures import UNKNOWN_ACCOUNT
from tests.conftest import Demo
from tests.dialects.printags.printags_api_fixtures import (
    INITIAL_BALANCE,
    PLAIN_ORDER_TOTAL,
    PrintagsApi,
    error_message,
    new_order,
    open_printags_api,
)
from triplicate.app.access.credentials import Grant, issue
from triplicate.core.access import ADMIN, READ, WRITE


def token(demo: Demo, account: str | None, *scopes: str) -> dict[str, str]:
    """The headers of somebody with a Printags token."""
    installation = demo.installation
    made = installation.store.run(
        "token",
        lambda unit: issue(unit, Grant("printags", account, scopes=scopes), installation.now(), installation.keys.jwt)[
            0
        ],
    )
    return {"Authorization": f"Bearer {made}"}


def test_everything_that_is_known_of_an_account(demo: Demo, client: httpx.Client) -> None:
    known: dict[str, Any] = {"email": "cards@example.com", "phone": "+33478000000", "fiscal_number": "FR12345678901"}
    amounts = {"minimal_balance": -50_00, "minimal_credit": 10_00, "plan_price": 69_00}
    merchant = open_printags_api(
        demo.installation, client, **known, **amounts, plan="Classique", language="fr", white_label=True
    )
    account = merchant.request("GET", f"/accounts/{merchant.account}").json()["account"]
    assert account == merchant.request("GET", "/accounts/@me").json()["account"]
    plan = account.pop("subscription_plan")
    assert plan.pop("id")
    assert plan == {"displayname": "Classique", "price": 69, "shippingLetter": False, "whiteLabel": True}
    assert account.pop("createdAt") <= account.pop("updatedAt")
    assert account == {
        "id": merchant.account,
        "displayname": "A merchant",
        **known,
        "balance": 1000,
        "minimal_balance": -50,
        "minimal_credit": 10,
        "options": {"lang": "FR", "payments": {"groupWithSubscription": False}},
    }


def test_an_account_of_which_little_is_known(printags_api: PrintagsApi) -> None:
    account = printags_api.request("GET", "/accounts/@me").json()["account"]
    assert (account["subscription_plan"], account["email"], account["options"]["lang"]) == ({}, "", "EN")


def test_somebody_elses_is_none(demo: Demo, client: httpx.Client, printags_api: PrintagsApi) -> None:
    other = open_printags_api(demo.installation, client)
    for path in ("", "/orders/find", f"/orders/{other.create_id(new_order())}"):
        message = error_message(printags_api.request("GET", f"/accounts/{other.account}{path}"), 404)
        unknown = error_message(printags_api.request("GET", f"/accounts/{UNKNOWN_ACCOUNT}{path}"), 404)
        assert message == unknown.replace(UNKNOWN_ACCOUNT, other.account)
    assert printags_api.request("GET", "/accounts/@me/orders/find").json()["orders"] == []


def test_who_may_not_read(demo: Demo, printags_api: PrintagsApi) -> None:
    id = printags_api.create_id(new_order())
    headers = token(demo, printags_api.account, WRITE, ADMIN)
    for path in ("", "/orders/find", f"/orders/{id}"):
        assert "orders:read" in error_message(printags_api.client.get(f"/accounts/@me{path}", headers=headers), 401)


def test_an_operator_names_the_account(demo: Demo, printags_api: PrintagsApi) -> None:
    """Everything goes as for its owner; `@me` is nobody."""
    headers, account = token(demo, None, READ, WRITE), f"/accounts/{printags_api.account}"
    placed = printags_api.client.post(f"{account}/orders", headers=headers, json=new_order())
    draft = printags_api.client.post(f"{account}/orders", headers=headers, json=new_order(isDraft=True)).json()[
        "orderId"
    ]
    validated = printags_api.client.post(f"{account}/orders/{draft}/validate", headers=headers)
    assert validated.json()["prices"]["total"] == 9.74
    orders = printags_api.client.get(f"{account}/orders/find?fields=id", headers=headers).json()["orders"]
    assert [order["id"] for order in orders] == [draft, placed.json()["orderId"]]
    assert printags_api.balance == INITIAL_BALANCE - 2 * PLAIN_ORDER_TOTAL
    assert (
        printags_api.client.get(account, headers=headers).json()["account"]["balance"]
        == (INITIAL_BALANCE - 2 * PLAIN_ORDER_TOTAL) / 100
    )
    for method, path in (("GET", ""), ("GET", "/orders/find"), ("POST", "/orders")):
        reply = printags_api.client.request(method, f"/accounts/@me{path}", headers=headers, json=new_order())
        assert "'@me'" in error_message(reply, 404)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("metadata=17", "metadata"),
        ("metadata=[]", "metadata"),
        ("metadata={", "metadata"),
        ('metadata={"a":1,"a":2}', "metadata"),
        ("fields=status,colour", "colour"),
        ("after=x", "after"),
        ("status=created", "status"),
        ("reference=a&reference=b", "reference"),
    ],
)
def test_a_search_that_is_none(printags_api: PrintagsApi, query: str, named: str) -> None:
    assert named in error_message(printags_api.request("GET", f"/accounts/@me/orders/find?{query}"))


def test_a_place_of_somebody_elses_search(demo: Demo, client: httpx.Client, printags_api: PrintagsApi) -> None:
    """It leads through one's own orders only."""
    other = open_printags_api(demo.installation, client)
    for _ in range(101):
        other.create_id(new_order({"modelId": "pvccard_white"}, isDraft=True))
    url = other.request("GET", "/accounts/@me/orders/find?fields=id").links["next"]["url"]
    assert printags_api.request("GET", url.replace(other.account, "@me")).json()["orders"] == []
