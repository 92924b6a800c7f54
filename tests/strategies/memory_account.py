"""A desk: one account's orders in memory, documents coming in and copies going out, with a seal that hides visibly."""

import json
from typing import Any

from tests.strategies.documents import MAPPINGS, enveloped
from tests.strategies.json_values import dumped
from tests.strategies.memory_unit_of_work import MemoryUnit
from triplicate.app.orders.import_document import Circumstances, Outcome, bring_in
from triplicate.app.ports import Reference
from triplicate.app.records import Account
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import View
from triplicate.core.json import ijson
from triplicate.core.order.order import Order

ACCOUNT = Account("123e4567-e89b-12d3-a456-426614174000", "Dupont Entreprises", "EUR", "2024-01-01T00:00:00.000Z")
LINKS = "https://files.example/"


def seal(clear: bytes) -> str:
    """Hex, backwards: nothing of the clear text is left to read."""
    return clear.hex()[::-1]


def unseal(sealed: str) -> bytes:
    """What was sealed."""
    return bytes.fromhex(sealed[::-1])


def link(id: str) -> str:
    """A link to a stored file."""
    return LINKS + id


def file_of_link(text: str) -> str | None:
    """The id of the stored file behind a link."""
    return text.removeprefix(LINKS) if text.startswith(LINKS) else None


CIRCUMSTANCES = Circumstances(
    principal=OPERATOR,
    at="2024-06-01T00:00:00.000Z",
    request="test",
    mappings=MAPPINGS,
    seal=seal,
    unseal=unseal,
    file_of_link=file_of_link,
)


class Desk:
    """Brings documents into one account and shows its orders."""

    def __init__(self, account: Account = ACCOUNT, unit: MemoryUnit | None = None) -> None:
        self.account = account
        self.unit = unit or MemoryUnit()

    def bring(self, dialect: str, body: Any) -> Outcome:
        """Takes in a document in the vendor's answer, as bytes off the wire."""
        value = ijson.parse(dumped(enveloped(dialect, body)))
        return bring_in(self.unit, CIRCUMSTANCES, self.account, MAPPINGS[dialect], value)

    def settle(self) -> None:
        """Stores the one order as it is kept before its first change: as a patch instead of as a whole document."""
        self.unit.orders.replace(codec.settled(MAPPINGS[self.order.origin], self.order))

    @property
    def orders(self) -> list[Order]:
        """The account's orders."""
        return self.unit.orders.page(OPERATOR, self.account.id, 0)[0]

    @property
    def order(self) -> Order:
        """The one order that there is."""
        (order,) = self.orders
        return order

    def find(self, guid: str) -> Order:
        """The order of a GUID."""
        return self.unit.orders.get(OPERATOR, Reference("guid", guid))

    def text(self, dialect: str, secrets: bool = True) -> bytes:
        """The one order's copy in a dialect, as the bytes that go out, without the envelope."""
        return codec.render(MAPPINGS[dialect], self.order, View(secrets=secrets, link=link), unseal)

    def show(self, dialect: str, secrets: bool = True) -> Any:
        """The one order's copy in a dialect, as the JSON value that a client sees."""
        return json.loads(self.text(dialect, secrets))

    def show_all(self) -> dict[str, Any]:
        """The one order's copies in all dialects."""
        return {dialect: self.show(dialect) for dialect in MAPPINGS}
