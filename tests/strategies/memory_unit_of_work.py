"""An in-memory unit of work over dictionaries; orders pass through their stored form."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, Generic, Literal, TypeVar, cast

import msgspec

from triplicate.app.ports import (
    Accounts,
    Buyers,
    Credentials,
    Files,
    Idempotency,
    Jobs,
    Ledger,
    OrderCursor,
    OrderName,
    Orders,
    Prices,
)
from triplicate.app.records import Event, File, StoredResponse
from triplicate.core.access import Principal
from triplicate.core.aggregate import Aggregate
from triplicate.core.company import company, customer
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
from triplicate.core.documents.buyer_record import BuyerRecord
from triplicate.core.failures import DomainError, OrderNotFound, OrderOfAnotherAccount
from triplicate.core.order import order as core
from triplicate.core.order.order import Order

T = TypeVar("T")
A = TypeVar("A", bound=Aggregate)


class MemoryOrders:
    """Orders by GUID, as bytes; `writes` counts what was stored."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}
        self.writes = 0
        self._taken: dict[tuple[str, str], set[int]] = {}
        self._following: dict[tuple[str, str], int] = {}
        self._shown: dict[tuple[str, int], str] = {}

    def get(self, principal: Principal, name: OrderName) -> Order:
        """The order; raises Refused(NoSuchOrder) or Refused(NotYourOrder)."""
        found = [order for order in self._all() if self._named(order, name)]
        if name.kind == "number":
            found = [order for order in found if principal.owns(order.account)]
        if len(found) != 1:
            raise DomainError(OrderNotFound(str(name.value)))
        if not principal.owns(found[0].account):
            raise DomainError(OrderOfAnotherAccount(str(name.value)))
        return found[0]

    def add(self, order: Order) -> None:
        """Stores a new order."""
        assert order.guid not in self.documents, "an order is added once"
        assert all(order.oid != known.oid for known in self._all()), "a 24-hex id names one order"
        self._store(order)

    def replace(self, order: Order) -> None:
        """Stores the next version of an order."""
        assert order.guid in self.documents, "only what is there can be replaced"
        self._store(order)

    def page(
        self, principal: Principal, account: str | None, after: OrderCursor | None
    ) -> tuple[list[bytes], OrderCursor | None]:
        """All of the caller's orders, on the first page."""
        orders = [order for order in self._all() if after is None and principal.owns(order.account)]
        return [core.encode(order) for order in orders if account in (None, order.account)], ("", 0)

    def take_number(self, account: str, kind: Literal["order", "line"], preferred: int) -> int:
        """The next running number of an account, or `preferred` when it is free."""
        taken = self._taken.setdefault((account, kind), set())
        following = self._following.get((account, kind), 1)
        number = preferred if preferred and preferred not in taken else following
        while number in taken:
            number += 1
        taken.add(number)
        self._following[account, kind] = max(following, number + 1)
        return number

    def add_number_alias(self, order: Order, number: int) -> None:
        """Notes that an order shows a running number that another order has."""
        self._shown[order.guid, number] = order.account

    def _all(self) -> list[Order]:
        return [core.decode(document) for document in self.documents.values()]

    def _named(self, order: Order, name: OrderName) -> bool:
        own = {"guid": order.guid, "oid": order.oid, "number": order.number}[name.kind]
        return own == name.value or (order.guid, name.value) in self._shown

    def _store(self, order: Order) -> None:
        self.documents[order.guid] = core.encode(order)
        self.writes += 1


class MemoryBuyers(Generic[A]):
    """Companies or customers by account and 24-hex id."""

    def __init__(self, decode: Callable[[bytes], A]) -> None:
        self._decode = decode
        self.items: dict[tuple[str, str], A] = {}

    def get(self, principal: Principal, account: str, id: str) -> A | None:
        """The account's one with either id."""
        mine = [one for one in self.items.values() if one.account == account and id.lower() in (one.guid, one.oid)]
        return mine[0] if mine and principal.owns(account) else None

    def add(self, aggregate: A) -> None:
        """Stores a new one."""
        assert (aggregate.account, aggregate.oid) not in self.items, "one is added once"
        self.items[aggregate.account, aggregate.oid] = aggregate

    def add_records(self, records: Sequence[BuyerRecord]) -> None:
        """Stores new ones together."""
        for record in records:
            self.add(self._decode(record.document))

    def oids_in_use(self, account: str, oids: Sequence[str]) -> set[str]:
        """Those of these ids that the account has."""
        return {oid for oid in oids if (account, oid) in self.items}

    def replace(self, aggregate: A) -> None:
        """Stores the next version."""
        assert aggregate.sync.pristine_version in (0, aggregate.version), "it is settled before it changes"
        self.items[aggregate.account, aggregate.oid] = aggregate


class MemoryFiles:
    """Stored files by id."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def add(self, file: File) -> None:
        """Stores a file's description."""
        self._files[file.id] = file

    def get(self, account: str, id: str) -> File | None:
        """The account's file of this id."""
        file = self._files.get(id)
        return file if file is not None and file.account == account else None


class MemoryIdempotency:
    """Kept answers by caller and key; nobody else is at work."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], StoredResponse] = {}

    def claim(self, account: str, caller: str, key: str, now: str) -> StoredResponse | None:
        """What is kept and has not expired."""
        found = self._kept.get((account, caller, key))
        return found if found is not None and found.expires_at > now else None

    def store(self, kept: StoredResponse) -> None:
        """Keeps an answer, in place of an expired one."""
        self._kept[kept.account, kept.caller, kept.key] = kept

    def delete_expired(self, now: str) -> int:
        """Removes what has expired; how many there were."""
        expired = [key for key, kept in self._kept.items() if kept.expires_at <= now]
        for key in expired:
            del self._kept[key]
        return len(expired)


class MemoryUnitOfWork:
    """One unit of work, undone in parts at most. Of orders, files, events and keys it knows what bringing in asks for;
    nobody signs in, and nobody pays."""

    def __init__(self) -> None:
        self.memory = MemoryOrders()
        self.orders = cast(Orders, self.memory)
        self.companies: Buyers[Company] = MemoryBuyers(company.decode)
        self.customers: Buyers[Customer] = MemoryBuyers(customer.decode)
        self.files = cast(Files, MemoryFiles())
        self.idempotency: Idempotency = MemoryIdempotency()
        self.accounts = cast(Accounts, _UnusedPort())
        self.credentials = cast(Credentials, _UnusedPort())
        self.ledger = cast(Ledger, _UnusedPort())
        self.prices = cast(Prices, _UnusedPort())
        self.jobs = cast(Jobs, _UnusedPort())
        self.events: list[Event] = []
        self._settings: dict[str, str] = {}

    def record_event(self, event: Event) -> None:
        """Appends an event and numbers it."""
        self.events.append(msgspec.structs.replace(event, seq=len(self.events) + 1))

    def run_in_savepoint(self, work: Callable[[], T]) -> T:
        """Does `work`, and undoes it when it raises."""
        parts = [vars(part) for part in (self.memory, self.files, self.idempotency)]
        before, events, settings = deepcopy(parts), deepcopy(self.events), deepcopy(self._settings)
        try:
            return work()
        except BaseException:
            for part, members in zip(parts, before, strict=True):
                part.update(members)
            self.events, self._settings = events, settings
            raise

    def ensure_setting(self, name: str, value: str) -> str:
        """The value stored under a name, after storing this one where there was none."""
        return self._settings.setdefault(name, value)

    def store_setting(self, name: str, value: str) -> None:
        """Stores a value under a name."""
        self._settings[name] = value


class _UnusedPort:
    """Holds nothing and takes nothing."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"bringing in a document asks for {name}")
