"""An in-memory account that imports documents and renders copies, with a visible stand-in for encryption."""

import json
from typing import Any

from tests.strategies.documents import CODECS, in_envelope
from tests.strategies.json_values import to_json
from tests.strategies.memory_unit_of_work import MemoryUnitOfWork
from triplicate.app.orders.import_document import ImportCommandContext, Outcome, import_document
from triplicate.app.ports import OrderName
from triplicate.app.records import Account
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.json import ijson
from triplicate.core.order.order import Order

ACCOUNT = Account("123e4567-e89b-12d3-a456-426614174000", "Dupont Entreprises", "EUR", "2024-01-01T00:00:00.000Z")
LINK_PREFIX = "https://files.example/"


def seal(clear: bytes) -> str:
    """Hex, backwards: nothing of the clear text is left to read."""
    return clear.hex()[::-1]


def unseal(sealed: str) -> bytes:
    """What was sealed."""
    return bytes.fromhex(sealed[::-1])


def link(id: str) -> str:
    """A link to a stored file."""
    return LINK_PREFIX + id


def file_of_link(text: str) -> str | None:
    """The id of the stored file behind a link."""
    return text.removeprefix(LINK_PREFIX) if text.startswith(LINK_PREFIX) else None


IMPORT_CONTEXT = ImportCommandContext(
    principal=OPERATOR,
    at="2024-06-01T00:00:00.000Z",
    request_id="test",
    codecs=CODECS,
    seal=seal,
    unseal=unseal,
    file_of_link=file_of_link,
)


class MemoryAccount:
    """Brings documents into one account and shows its orders."""

    def __init__(self, account: Account = ACCOUNT, unit: MemoryUnitOfWork | None = None) -> None:
        self.account = account
        self.unit = unit or MemoryUnitOfWork()

    def import_document(self, dialect: str, body: Any) -> Outcome:
        """Takes in a document in the vendor's answer, as bytes off the wire."""
        value = ijson.parse(to_json(in_envelope(dialect, body)))
        return import_document(self.unit, IMPORT_CONTEXT, self.account, CODECS[dialect], value)

    def settle(self) -> None:
        """Stores the one order as it is kept before its first change: as a patch instead of as a whole document."""
        self.unit.orders.replace(codec.settle(CODECS[self.order.origin], self.order))

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
        return self.unit.orders.get(OPERATOR, OrderName("guid", guid))

    def render_bytes(self, dialect: str, secrets: bool = True) -> bytes:
        """The one order's copy in a dialect, as the bytes that go out, without the envelope."""
        return codec.render(CODECS[dialect], self.order, RenderOptions(secrets=secrets, link=link), unseal)

    def render(self, dialect: str, secrets: bool = True) -> Any:
        """The one order's copy in a dialect, as the JSON value that a client sees."""
        return json.loads(self.render_bytes(dialect, secrets))

    def render_all(self) -> dict[str, Any]:
        """The one order's copies in all dialects."""
        return {dialect: self.render(dialect) for dialect in CODECS}
