"""An in-memory account that imports documents and renders copies, with a visible stand-in for encryption."""

import hashlib
import json
from typing import Any

from tests.strategies.documents import CODECS, in_envelope
from tests.strategies.json_values import to_json
from tests.strategies.memory_unit_of_work import MemoryUnitOfWork
from triplicate.app.context import Context
from triplicate.app.documents.import_document import Outcome
from triplicate.app.files import signed_links
from triplicate.app.orders.import_document import import_document
from triplicate.app.ports import OrderName
from triplicate.app.price_list_cache import PriceListCache
from triplicate.app.records import Account
from triplicate.core.access import OPERATOR
from triplicate.core.documents import codec
from triplicate.core.documents.codec import RenderOptions
from triplicate.core.json import ijson
from triplicate.core.order import order as core
from triplicate.core.order.order import Order

ACCOUNT = Account("123e4567-e89b-12d3-a456-426614174000", "Dupont Entreprises", "EUR", "2024-01-01T00:00:00.000Z")
LINK_PREFIX = "https://files.example/media/"


class VisibleKeys:
    """Keys whose encryption can be undone by eye: hex, backwards, so that nothing of the clear text is left to read."""

    jwt = b"a key for the tokens of tests: 32 bytes"

    def seal(self, plaintext: bytes) -> str:
        """What stands for the encrypted bytes."""
        return plaintext.hex()[::-1]

    def unseal(self, sealed: str) -> bytes:
        """The bytes that were sealed."""
        return bytes.fromhex(sealed[::-1])

    def seal_bytes(self, plaintext: bytes) -> bytes:
        """What stands for the encrypted bytes."""
        return plaintext[::-1]

    def unseal_bytes(self, sealed: bytes) -> bytes:
        """The bytes that were sealed."""
        return sealed[::-1]

    def sign(self, text: str) -> str:
        """A digest of the text, as long as a signature."""
        return hashlib.sha256(text.encode()).hexdigest()[:22]


KEYS = VisibleKeys()
seal, unseal = KEYS.seal, KEYS.unseal


def link(id: str) -> str:
    """A link to a stored file."""
    return "https://files.example" + signed_links.link_path(KEYS, id, 0)


IMPORT_CONTEXT = Context(OPERATOR, "2024-06-01T00:00:00.000Z", "test", KEYS, CODECS, PriceListCache())


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
        return [core.decode(document) for document in self.unit.orders.page(OPERATOR, self.account.id, None)[0]]

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
