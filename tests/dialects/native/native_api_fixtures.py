"""A bureau on a shared Triplicate: two fresh accounts for each test, a token for everybody, and how `/v1` is asked."""

from typing import Any, NamedTuple

import httpx

from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.app.ports import Unit
from triplicate.core.access import ADMIN, READ, SECRETS, WRITE
from triplicate.main import House

JSON = "application/json"
PROBLEM = "application/problem+json"
BOTH = (READ, WRITE)


class Bureau(NamedTuple):
    """Two accounts of a house that others may live in too, the tokens of their people, and a client."""

    house: House
    client: httpx.Client
    account: str
    other_account: str
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return f"a bureau on {self.house.engine.name}"

    def ask(
        self, method: str, path: str, body: Any = None, who: str = "clerk", status: int | None = None, **more: Any
    ) -> httpx.Response:
        """The answer to a request under `/v1`, which must be a good one where a `status` is named."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | more.pop("headers", {})
        sent = more if body is None else {"json": body, **more}
        reply = self.client.request(method, f"/v1{path}", headers=headers, **sent)
        assert reply.status_code < 500, reply.text
        assert status in (None, reply.status_code), reply.text
        return reply

    def place(self, *lines: dict[str, Any], who: str = "clerk", **members: Any) -> dict[str, Any]:
        """An order that was placed."""
        body = {"lines": list(lines) or [card()], **members}
        placed: dict[str, Any] = self.ask("POST", "/orders", body, who, 201).json()
        return placed

    def order(self, id: str, who: str = "clerk") -> dict[str, Any]:
        """An order as it is."""
        found: dict[str, Any] = self.ask("GET", f"/orders/{id}", who=who, status=200).json()
        return found

    def do(self, id: str, verb: str, body: Any = None, who: str = "clerk", **more: Any) -> dict[str, Any]:
        """An order after a verb that is possible, by its place under the order's path."""
        reply = self.ask("POST", f"/orders/{id}/{verb}", body, who, **more)
        assert reply.is_success, reply.text
        moved: dict[str, Any] = reply.json()
        return moved

    def amend(self, order: dict[str, Any], **members: Any) -> httpx.Response:
        """The answer to an amendment of an order as it was read."""
        return self.ask("PATCH", f"/orders/{order['id']}", members, headers={"If-Match": f'"{order["version"]}-"'})

    def events(self, id: str, who: str = "clerk") -> list[dict[str, Any]]:
        """Everything that happened to an order."""
        told: list[dict[str, Any]] = self.ask("GET", f"/orders/{id}/events?limit=500", who=who).json()["events"]
        return told

    def listed(self, query: str = "", who: str = "clerk") -> list[dict[str, Any]]:
        """All orders of a list, page by page."""
        found: list[dict[str, Any]] = []
        following: str | None = f"/orders?{query}"
        while following is not None:
            page = self.ask("GET", following, who=who, status=200)
            found += page.json()["orders"]
            following = page.links["next"]["url"].removeprefix("/v1") if "next" in page.links else None
        return found


def card(quantity: Any = 10, price: str | None = "2.50", **more: Any) -> dict[str, Any]:
    """A line of cards."""
    return {"sku": "CARD-01", "quantity": quantity, **({} if price is None else {"unit_price": price}), **more}


def open_bureau(house: House, client: httpx.Client) -> Bureau:
    """A bureau with accounts that nobody else has."""

    def work(unit: Unit) -> Bureau:
        made = [directory.create_account(unit, None, name, "EUR", house.now()).id for name in ("Ours", "Theirs")]
        ours, theirs = made
        grants = {
            "clerk": Grant("native", ours, scopes=BOTH),
            "reader": Grant("native", ours, scopes=(READ,)),
            "writer": Grant("native", ours, scopes=(WRITE,)),
            "nobody": Grant("native", ours, scopes=(ADMIN, SECRETS)),
            "keeper": Grant("native", ours, scopes=(READ, SECRETS)),
            "stranger": Grant("native", theirs, scopes=BOTH),
            "operator": Grant("native", None, scopes=BOTH),
            "axim": Grant("axim", ours, scopes=BOTH),
            "printags": Grant("printags", ours, scopes=BOTH),
        }
        tokens = {who: issue(unit, grant, house.now(), house.keys.jwt)[0] for who, grant in grants.items()}
        return Bureau(house, client, ours, theirs, tokens)

    return house.store.run("bureau", work)


def codes(reply: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal, after a look at its form."""
    told = reply.json()
    assert reply.headers["content-type"] == PROBLEM, reply.text
    assert told.keys() >= {"type", "title", "status", "detail", "code", "request_id"}
    assert told["status"] == reply.status_code
    assert told["detail"].strip()
    return reply.status_code, told["code"]


def paths(reply: httpx.Response) -> list[str]:
    """Where a refused request was wrong."""
    assert codes(reply) == (400, "invalid-input"), reply.text
    return [error["path"] for error in reply.json()["errors"]]
