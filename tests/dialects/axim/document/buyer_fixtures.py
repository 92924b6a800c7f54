"""Companies and customers of the tests: their codecs, documents, and a memory to import them into."""

import json
from functools import partial
from typing import Any

from hypothesis import strategies as st

from tests.strategies import scalars, wire_documents
from tests.strategies.json_values import to_json
from tests.strategies.memory_account import ACCOUNT, IMPORT_CONTEXT, link, unseal
from tests.strategies.memory_unit_of_work import MemoryUnitOfWork
from triplicate.app.companies.import_document import import_company, import_customer
from triplicate.app.documents.import_document import Outcome
from triplicate.core.documents import codec
from triplicate.core.documents.codec import DocumentCodec, RenderOptions
from triplicate.core.json import ijson
from triplicate.dialects.axim.document import companies, customers

KINDS = ("company", "customer")
CODECS: dict[str, DocumentCodec[Any]] = {"company": companies.CODEC, "customer": customers.CODEC}


def documents(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Valid documents of a kind, with members that its type does not declare."""
    moments = scalars.moments() | st.just("")
    times = {"createdAt": moments, "updatedAt": moments}
    books = ("billingAddress", "shippingAddress")
    addresses = {f"{book}.{member}": moments for book in books for member in times}
    return wire_documents.documents(CODECS[kind].wire_type, {"id": scalars.oids(), **times, **addresses})


class BuyerMemory:
    """Imports documents of one kind into an account, and shows what became of the one they describe."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.unit = MemoryUnitOfWork()
        imports: Any = {"company": import_company, "customer": import_customer}[kind]
        self._import = partial(imports, self.unit, IMPORT_CONTEXT, ACCOUNT, {"axim": CODECS[kind]}, "axim")

    def import_document(self, document: Any) -> Outcome:
        """Imports a document in the vendor's response."""
        outcome: Outcome = self._import(ijson.parse(to_json({"success": True, "data": document})))
        return outcome

    @property
    def buyer(self) -> Any:
        """The one company or customer."""
        buyers: Any = {"company": self.unit.companies, "customer": self.unit.customers}[self.kind]
        (buyer,) = buyers.items.values()
        return buyer

    def render(self, buyer: Any = None) -> Any:
        """Its document, as a client would see it."""
        buyer = self.buyer if buyer is None else buyer
        return json.loads(codec.render(CODECS[self.kind], buyer, RenderOptions(secrets=True, link=link), unseal))
