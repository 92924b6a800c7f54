"""Accounts: what is told of them, who may see them, and the operator, whose token is of all of them."""

from typing import Any

import httpx
import pytest

from tests.conformance.operation_fixtures import SOMEBODY
from tests.conftest import Demo
from tests.dialects.printags.printags_api_fixtures import PAID_IN, PLAIN, Merchant, asked, message, opened
from triplicate.app.access.credentials import Grant, issue
from triplicate.core.access import ADMIN, READ, WRITE


def token(demo: Demo, account: str | None, *scopes: str) -> dict[str, str]:
    """The headers of somebody with a Printags token."""
    house = demo.house
    made = house.store.run(
        "token", lambda unit: issue(unit, Grant("printags", account, scopes=scopes), house.now(), house.keys.jwt)[0]
    )
    return {"Authorization": f"Bearer {made}"}


def test_everything_that_is_known_of_an_account(demo: Demo, client: httpx.Client) -> None:
    known: dict[str, Any] = {"email": "cards@example.com", "phone": "+33478000000", "fiscal_number": "FR12345678901"}
    amounts = {"minimal_balance": -50_00, "minimal_credit": 10_00, "plan_price": 69_00}
    merchant = opened(demo.house, client, **known, **amounts, plan="Classique", language="fr", white_label=True)
    account = merchant.ask("GET", f"/accounts/{merchant.account}").json()["account"]
    assert account == merchant.ask("GET", "/accounts/@me").json()["account"]
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


def test_an_account_of_which_little_is_known(merchant: Merchant) -> None:
    account = merchant.ask("GET", "/accounts/@me").json()["account"]
    assert (account["subscription_plan"], account["email"], account["options"]["lang"]) == ({}, "", "EN")


def test_somebody_elses_is_none(demo: Demo, client: httpx.Client, merchant: Merchant) -> None:
    other = opened(demo.house, client)
    for path in ("", "/orders/find", f"/orders/{other.created(asked())}"):
        told = message(merchant.ask("GET", f"/accounts/{other.account}{path}"), 404)
        unknown = message(merchant.ask("GET", f"/accounts/{SOMEBODY}{path}"), 404)
        assert told == unknown.replace(SOMEBODY, other.account)
    assert merchant.ask("GET", "/accounts/@me/orders/find").json()["orders"] == []


def test_who_may_not_read(demo: Demo, merchant: Merchant) -> None:
    id = merchant.created(asked())
    headers = token(demo, merchant.account, WRITE, ADMIN)
    for path in ("", "/orders/find", f"/orders/{id}"):
        assert "orders:read" in message(merchant.client.get(f"/accounts/@me{path}", headers=headers), 401)


def test_an_operator_names_the_account(demo: Demo, merchant: Merchant) -> None:
    """Everything goes as for its owner; `@me` is nobody."""
    headers, account = token(demo, None, READ, WRITE), f"/accounts/{merchant.account}"
    placed = merchant.client.post(f"{account}/orders", headers=headers, json=asked())
    draft = merchant.client.post(f"{account}/orders", headers=headers, json=asked(isDraft=True)).json()["orderId"]
    validated = merchant.client.post(f"{account}/orders/{draft}/validate", headers=headers)
    assert validated.json()["prices"]["total"] == 9.74
    found = merchant.client.get(f"{account}/orders/find?fields=id", headers=headers).json()["orders"]
    assert [order["id"] for order in found] == [draft, placed.json()["orderId"]]
    assert merchant.balance == PAID_IN - 2 * PLAIN
    assert merchant.client.get(account, headers=headers).json()["account"]["balance"] == (PAID_IN - 2 * PLAIN) / 100
    for method, path in (("GET", ""), ("GET", "/orders/find"), ("POST", "/orders")):
        reply = merchant.client.request(method, f"/accounts/@me{path}", headers=headers, json=asked())
        assert "'@me'" in message(reply, 404)


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
def test_a_search_that_is_none(merchant: Merchant, query: str, named: str) -> None:
    assert named in message(merchant.ask("GET", f"/accounts/@me/orders/find?{query}"))


def test_a_place_of_somebody_elses_search(demo: Demo, client: httpx.Client, merchant: Merchant) -> None:
    """It leads through one's own orders only."""
    other = opened(demo.house, client)
    for _ in range(101):
        other.created(asked({"modelId": "pvccard_white"}, isDraft=True))
    url = other.ask("GET", "/accounts/@me/orders/find?fields=id").links["next"]["url"]
    assert merchant.ask("GET", url.replace(other.account, "@me")).json()["orders"] == []
