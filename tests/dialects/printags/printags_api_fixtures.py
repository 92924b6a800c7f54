"""A Printags account with a balance, its tokens, and requests as the customer and as the workshop."""

import json
from typing import Any, NamedTuple

import httpx

from tests.conformance.registry import OPAQUE
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.accounts import balance, directory, profile
from triplicate.app.accounts.profile import ProfileChanges
from triplicate.app.catalog import price_lists
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import LedgerEntry
from triplicate.cli.options import operator_context
from triplicate.core.access import READ, SECRETS, WRITE
from triplicate.core.catalog.price_list import PriceList
from triplicate.main import Installation

INITIAL_BALANCE = 1000_00
OTHER_VENDORS = [vendor for vendor in OPAQUE if vendor not in ("native", "printags")]
GRANTS = {
    "merchant": ("printags", (READ, WRITE)),
    "reader": ("printags", (READ,)),
    "keeper": ("printags", (READ, SECRETS)),
    "workshop": ("native", (READ, WRITE)),
    **{vendor: (vendor, (READ, SECRETS)) for vendor in OTHER_VENDORS},
}


class PrintagsApi(NamedTuple):
    """An account of an installation that others live in too, tokens by the name of their bearer, and a client."""

    installation: Installation
    client: httpx.Client
    account: str
    tokens: dict[str, str]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return f"a merchant on {self.installation.engine.name}"

    def request(self, method: str, path: str, who: str = "merchant", **more: Any) -> httpx.Response:
        """The answer to a request of somebody's."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} | more.pop("headers", {})
        reply = self.client.request(method, path, headers=headers, **more)
        assert reply.status_code < 500, reply.text
        return reply

    def create(self, body: Any, **headers: str) -> httpx.Response:
        """The answer to a new order."""
        return self.request("POST", "/accounts/@me/orders", json=body, headers=headers)

    def create_id(self, body: Any) -> str:
        """The id of a new order that must be taken."""
        reply = self.create(body)
        assert reply.status_code == 200, reply.text
        id: str = reply.json()["orderId"]
        return id

    def order(self, id: str, who: str = "merchant") -> dict[str, Any]:
        """An order, as Printags' API has it."""
        reply = self.request("GET", f"/accounts/@me/orders/{id}", who)
        assert reply.status_code == 200, reply.text
        order: dict[str, Any] = reply.json()["order"]
        return order

    def upload_id(self, content: bytes) -> str:
        """The id of a file that must be taken."""
        reply = self.request("POST", "/accounts/@me/files", files={"file": ("front.png", content, "image/png")})
        assert reply.status_code == 200, reply.text
        id: str = reply.json()["files"]["file"]["id"]
        return id

    def native_action(self, id: str, verb: str, body: Any = None, method: str = "POST") -> dict[str, Any]:
        """An order after the workshop did something with it, as the native API has it."""
        reply = self.request(method, f"/v1/orders/{id}/{verb}", "workshop", json=body or {}, headers={"If-Match": "*"})
        assert reply.is_success, reply.text
        order: dict[str, Any] = reply.json()
        return order

    def native_order(self, id: str) -> dict[str, Any]:
        """An order, as the native API has it."""
        order: dict[str, Any] = self.request("GET", f"/v1/orders/{id}", "workshop").json()
        return order

    def events(self, id: str) -> list[dict[str, Any]]:
        """Everything that happened to an order."""
        reply: list[dict[str, Any]] = self.request("GET", f"/v1/orders/{id}/events?limit=500", "workshop").json()[
            "events"
        ]
        return reply

    @property
    def entries(self) -> list[LedgerEntry]:
        """All movements of the balance, the oldest first."""
        return self.installation.store.run("entries", lambda unit: unit.ledger.entries(self.account, None, 1000))[::-1]

    @property
    def balance(self) -> int:
        """What the account can pay with, in cents."""
        return self.installation.store.run("balance", lambda unit: unit.ledger.balance(self.account))

    def total_for(self, id: str) -> int:
        """The sum of all movements for an order, in cents."""
        return self.installation.store.run("of order", lambda unit: unit.ledger.order_sum(self.account, id))

    def stored_state(self) -> dict[str, Any]:
        """Everything that the installation has of this account: what must not change when something is refused."""
        statements = {
            "balance": "SELECT number, kind, amount, balance FROM ledger WHERE account = '%s' ORDER BY number",
            "counters": "SELECT kind, next FROM counters WHERE account = '%s' ORDER BY kind",
            "numbers": "SELECT kind, number FROM numbers WHERE account = '%s' ORDER BY kind, number",
            "orders": "SELECT guid, version FROM orders WHERE account = '%s' ORDER BY guid",
            "events": "SELECT number, kind FROM events WHERE account = '%s' ORDER BY number",
            "files": "SELECT id FROM files WHERE account = '%s' ORDER BY id",
            "tallies": "SELECT facet, value, count FROM facet_counts WHERE account = '%s' ORDER BY facet, value",
        }
        with self.installation.store.sql.connect() as connection:
            return {
                name: [tuple(row) for row in connection.exec_driver_sql(statement % self.account)]
                for name, statement in statements.items()
            }

    def set_price_list(self, prices: PriceList) -> None:
        """The account has a price list of its own from now on."""
        self.installation.store.run(
            "prices",
            lambda unit: price_lists.import_price_list(unit, operator_context(self.installation), self.account, prices),
        )


def open_printags_api(
    installation: Installation, client: httpx.Client, paid_in: int = INITIAL_BALANCE, **changes: Any
) -> PrintagsApi:
    """A merchant whose account nobody else has; `changes` are of its profile."""

    def work(unit: UnitOfWork) -> PrintagsApi:
        account = directory.create_account(unit, None, "A merchant", "EUR", installation.now()).id
        doing = operator_context(installation)
        profile.update_profile(unit, account, ProfileChanges(**changes), doing.at)
        if paid_in:
            balance.top_up(unit, doing, account, paid_in)
        tokens = {
            who: issue(unit, Grant(dialect, account, scopes=scopes), installation.now(), installation.keys.jwt)[0]
            for who, (dialect, scopes) in GRANTS.items()
        }
        return PrintagsApi(installation, client, account, tokens)

    return installation.store.run("merchant", work)


def recipient(**more: Any) -> dict[str, Any]:
    """Somebody in Paris."""
    address = {"addressLine1": "10 rue de la République", "city": "Paris", "postcode": "75001", "countryCode": "FR"}
    return {"name": "Jean Dupont", "phone": "+33612345678", "email": "jean@example.fr", "address": address, **more}


def new_order(*groups: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An order as it is asked for: two plain cards where nothing else is said, at 1.75 EUR each, sent for 6.24."""
    lines = list(groups) or [{"modelId": "pvccard_white", "quantity": 2}]
    body = {"reference": "A-1", "carrierServiceId": "lpf_standard", "shipTo": recipient(), "groups": lines, **more}
    copy: dict[str, Any] = json.loads(json.dumps(body))
    return copy


PLAIN_ORDER_TOTAL = 9_74
"""What `asked()` costs, in cents."""


def error_message(reply: httpx.Response, status: int = 400) -> str:
    """The sentence of a refusal, after a look at its form."""
    assert reply.status_code == status, reply.text
    body = reply.json()
    assert body.keys() == {"success", "message"}
    assert body["success"] is False
    sentence: str = body["message"]
    return sentence
