"""Two fresh accounts on a shared installation, a token for each user, and requests to `/v1`."""

from typing import Any, NamedTuple

import httpx

from tests.conformance.registry import CONFORMANCES, OPAQUE
from tests.strategies.documents import without_envelope
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import directory
from triplicate.app.ports import UnitOfWork
from triplicate.core.access import ADMIN, READ, SECRETS, WRITE
from triplicate.main import Installation

JSON = "application/json"
PROBLEM = "application/problem+json"
READ_WRITE = (READ, WRITE)


class NativeApi(NamedTuple):
    """Two accounts of an installation that others may live in too, the tokens of their people, and a client."""

    installation: Installation
    client: httpx.Client
    account: str
    other_account: str
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return f"a bureau on {self.installation.engine.name}"

    def request(
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
        body = {"lines": list(lines) or [card_line()], **members}
        placed: dict[str, Any] = self.request("POST", "/orders", body, who, 201).json()
        return placed

    def order(self, id: str, who: str = "clerk") -> dict[str, Any]:
        """An order as it is."""
        reply: dict[str, Any] = self.request("GET", f"/orders/{id}", who=who, status=200).json()
        return reply

    def act(self, id: str, verb: str, body: Any = None, who: str = "clerk", **more: Any) -> dict[str, Any]:
        """An order after a verb that is possible, by its place under the order's path."""
        reply = self.request("POST", f"/orders/{id}/{verb}", body, who, **more)
        assert reply.is_success, reply.text
        moved: dict[str, Any] = reply.json()
        return moved

    def amend(self, order: dict[str, Any], **members: Any) -> httpx.Response:
        """The answer to an amendment of an order as it was read."""
        return self.request("PATCH", f"/orders/{order['id']}", members, headers={"If-Match": f'"{order["version"]}-"'})

    def events(self, id: str, who: str = "clerk") -> list[dict[str, Any]]:
        """Everything that happened to an order."""
        feed: list[dict[str, Any]] = self.request("GET", f"/orders/{id}/events?limit=500", who=who).json()["events"]
        return feed

    def list_all(self, query: str = "", who: str = "clerk") -> list[dict[str, Any]]:
        """All orders of a list, page by page."""
        orders: list[dict[str, Any]] = []
        following: str | None = f"/orders?{query}"
        while following is not None:
            page = self.request("GET", following, who=who, status=200)
            orders += page.json()["orders"]
            following = page.links["next"]["url"].removeprefix("/v1") if "next" in page.links else None
        return orders


def card_line(quantity: Any = 10, price: str | None = "2.50", **more: Any) -> dict[str, Any]:
    """A line of cards."""
    return {"sku": "CARD-01", "quantity": quantity, **({} if price is None else {"unit_price": price}), **more}


def open_native_api(installation: Installation, client: httpx.Client) -> NativeApi:
    """A bureau with accounts that nobody else has."""

    def work(unit: UnitOfWork) -> NativeApi:
        made = [directory.create_account(unit, None, name, "EUR", installation.now()).id for name in ("Ours", "Theirs")]
        ours, theirs = made
        grants = {
            "clerk": Grant("native", ours, scopes=READ_WRITE),
            "reader": Grant("native", ours, scopes=(READ,)),
            "writer": Grant("native", ours, scopes=(WRITE,)),
            "nobody": Grant("native", ours, scopes=(ADMIN, SECRETS)),
            "keeper": Grant("native", ours, scopes=(READ, SECRETS)),
            "stranger": Grant("native", theirs, scopes=READ_WRITE),
            "operator": Grant("native", None, scopes=READ_WRITE),
            **{vendor: Grant(vendor, ours, scopes=READ_WRITE) for vendor in OPAQUE if vendor != "native"},
        }
        tokens = {
            who: issue(unit, grant, installation.now(), installation.keys.jwt)[0] for who, grant in grants.items()
        }
        return NativeApi(installation, client, ours, theirs, tokens)

    return installation.store.run("bureau", work)


def copies_of(bureau: NativeApi, id: str) -> dict[str, Any]:
    """An order's copies, without their envelopes."""
    replies = {
        dialect: bureau.request("GET", f"/orders/{id}/copies/{dialect}", status=200).json() for dialect in CONFORMANCES
    }
    return {dialect: without_envelope(dialect, reply["answer"]) for dialect, reply in replies.items()}


def error_code(reply: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal, after a look at its form."""
    body = reply.json()
    assert reply.headers["content-type"] == PROBLEM, reply.text
    assert body.keys() >= {"type", "title", "status", "detail", "code", "request_id"}
    assert body["status"] == reply.status_code
    assert body["detail"].strip()
    return reply.status_code, body["code"]


def problem_paths(reply: httpx.Response) -> list[str]:
    """Where a refused request was wrong."""
    assert error_code(reply) == (400, "invalid-input"), reply.text
    return [error["path"] for error in reply.json()["errors"]]
