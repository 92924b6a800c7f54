"""Companies and customers in a transaction, and as they are stored."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar

from triplicate.core.access import Principal
from triplicate.core.aggregate import Aggregate
from triplicate.core.documents.buyer_record import BuyerRecord

A = TypeVar("A", bound=Aggregate)


class Buyers(Protocol[A]):
    """Companies, or customers, in a transaction. Every lookup takes the principal."""

    def get(self, principal: Principal, account: str, id: str) -> A | None:
        """The account's one with this GUID or 24-hex id, locked; None if there is none that the caller may see."""

    def add(self, aggregate: A) -> None:
        """Stores a new one under both ids."""

    def add_records(self, records: Sequence[BuyerRecord]) -> None:
        """Stores new ones together, as `add` stores each."""

    def oids_in_use(self, account: str, oids: Sequence[str]) -> set[str]:
        """Those of these 24-hex ids that the account has."""

    def replace(self, aggregate: A) -> None:
        """Stores the next version."""


BuyerTable = Literal["companies", "customers"]


class StoredBuyer(NamedTuple):
    """A company or customer as stored: its 24-hex id, its version, and its encoded document."""

    oid: str
    version: int
    document: bytes


StoredBuyers = list[StoredBuyer]
