"""Random orders, their random changes, and the rows to be derived from them."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import text

from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT
from tests.strategies.metadata import is_subset
from triplicate.app.accounts.directory import create_account
from triplicate.app.ports import OrderQuery, UnitOfWork
from triplicate.core import times
from triplicate.core.access import Principal
from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.order.history import Hold
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order
from triplicate.core.order.party import Company, Party, Person
from triplicate.core.order.piece import Piece as Piece
from triplicate.core.order.shipments import Shipment
from triplicate.core.search.facets import AXES, Facet, facets, words
from triplicate.main import Installation
from triplicate.store.repositories.facets import CODES
from triplicate.store.sql_store import SqlStore

THIRD_ACCOUNT = "cccccccc-0000-4000-8000-000000000003"
ACCOUNTS = (ACCOUNT, OTHER_ACCOUNT, THIRD_ACCOUNT)
NAMES = ["Ann", "Anna Lind", "Änne", "Lindberg", "O'Hara", "Straße", "Ольга", "李", "Zoë-Ann", "_", "annalinde" * 3]
EMAILS = ["ann@example.com", "ANN@example.com", "bo.lind@example.org", "ßeta@example.com"]
REFERENCES = ["PO-1", "po-1", " PO-1 ", "PO 2/7", "2024-0007", "'; DROP TABLE orders", '"quoted"*', "annalinde" * 30]
SKUS = ["A", "a", "B-1", "B 1", "nfc"]
TRACKING = ["3SABC1", "3SABC2", "é"]
METADATA: list[dict[str, Any]] = [
    {"shop": {"id": 7, "open": True}, "tags": ["a", {"b": 1}]},
    {"shop": {"id": 7, "open": 1, "note": None}, "tags": []},
    {"shop": {"id": "7"}, "tags": ["a"]},
    {"shop": {}, "note": "x" * 500},
    {"shop": 7, "note": "x" * 501},
    {**{f"name {place}": place for place in range(70)}, "shop": {"id": 7, "open": False}},
]
PIECE_IDS = [f"99999999-0000-4000-8000-{place:012}" for place in range(9)]
START = datetime(2024, 2, 28, 23, 59, 59, 998_000, tzinfo=UTC)


class Clock:
    """A clock that moves on when it is told to, and stands still at times."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def tick(self) -> None:
        """Some milliseconds later, or none."""
        self.at += timedelta(milliseconds=self._chance.choice([0, 0, 1, 1, 700]))


class RandomOrders:
    """Random orders of three accounts in one database, and the same orders beside it."""

    def __init__(self, installation: Installation, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = Clock(self.chance)
        self.store = SqlStore(installation.engine, self.clock)
        self.orders: dict[str, Order] = {}
        self.changed: dict[str, datetime] = {}
        self._oids = 0

    def open(self) -> None:
        """Makes the accounts."""

        def work(unit: UnitOfWork) -> None:
            for account in ACCOUNTS:
                create_account(unit, account, account[:4], "EUR", START)

        self.store.run("accounts", work)

    def add(self, uow: UnitOfWork) -> Order:
        """Adds a random order."""
        account = self.chance.choice(ACCOUNTS)
        order = self.random_order(account, uow.orders.take_number(account, "order", 0))
        self.clock.tick()
        uow.orders.add(order)
        self._note(order)
        return order

    def random_order(self, account: str, number: int) -> Order:
        """A random order."""
        self._oids += 1
        digits = "".join(self.chance.choice("0123456789abcdef") for _ in range(16))
        order = Order(
            guid=f"{digits[:8]}-{digits[8:12]}-4000-8000-{self._oids:012}",
            oid=f"{self._oids:08x}{digits}",
            number=number,
            account=account,
            origin=self.chance.choice(["native", "vendor"]),
            created_at=self._moment(),
            placed_at=self._moment(),
        )
        return self._random(order)

    def change(self, uow: UnitOfWork, order: Order) -> Order:
        """Replaces an order by a random next version."""
        after = self._random(msgspec.structs.replace(order, version=order.version + 1))
        self.clock.tick()
        uow.orders.replace(after)
        self._note(after)
        return after

    def pick(self) -> Order:
        """One of the orders."""
        return self.chance.choice(list(self.orders.values()))

    def newest_first(self, account: str | None = None) -> list[Order]:
        """The orders as a list should have them; those made in the same moment are told apart by their positions."""
        places = sort_keys(self.store)
        return sorted(
            (order for order in self.orders.values() if account in (None, order.account)),
            key=lambda order: (created_at(order), places[order.guid]),
            reverse=True,
        )

    def last_changed_first(self, account: str | None = None) -> list[Order]:
        """The same, by when they last changed."""
        return sorted(self.newest_first(account), key=lambda order: self.changed[order.guid], reverse=True)

    def _note(self, order: Order) -> None:
        self.orders[order.guid] = order
        self.changed[order.guid] = self.clock()

    def _moment(self) -> str | None:
        if self.chance.random() < 0.2:
            return None
        return times.from_datetime(START - timedelta(milliseconds=self.chance.choice([0, 1, 2, 5, 86_400_000]) * 7))

    def _random(self, order: Order) -> Order:
        chance, one = self.chance, self.chance.choice
        return msgspec.structs.replace(
            order,
            created_at=order.created_at or (None if order.placed_at else times.from_datetime(self.clock())),
            step=one([None, *Step]),
            payment=one([None, *Payment]),
            hold=one([None, None, Hold(reason="why")]),
            ending=one([None, None, None, *Ending]),
            reference=one([None, *REFERENCES]),
            project=one([None, *NAMES]),
            buyer=one([None, Person(full=one(NAMES), email=one([None, *EMAILS]))]),
            company=one([None, Company(name=one(NAMES))]),
            ship_to=one([None, Party(person=Person(last=one(NAMES), email=one([None, *EMAILS])))]),
            lines=tuple(self._line(place) for place in range(chance.randrange(4))),
            shipments=tuple(
                Shipment(guid=f"{n}", tracking_number=one([None, *TRACKING])) for n in range(chance.randrange(3))
            ),
            pieces=one([None, tuple(Piece(guid=one(PIECE_IDS)) for _ in range(chance.randrange(4)))]),
            metadata=one([{}, *METADATA]),
        )

    def _line(self, place: int) -> Line:
        sku, fulfilled = self.chance.choice([None, "", " ", *SKUS]), Decimal(self.chance.randrange(3))
        number = 10_000 + self.chance.randrange(10**9)
        return Line(guid=f"{place}", oid=f"{place}", number=number, sku=sku, quantity=Decimal(2), fulfilled=fulfilled)


def created_at(order: Order) -> datetime:
    """When an order of the shelf was made."""
    return datetime.fromisoformat(order.created_at or order.placed_at or "")


def sort_keys(store: SqlStore) -> dict[str, int]:
    """Where the store put each order."""
    with store.sql.connect() as connection:
        rows = connection.execute(text("SELECT guid, position FROM orders"))
        return {row.guid: row.position for row in rows}


def matches(order: Order, principal: Principal, listing: OrderQuery, changed: datetime) -> bool:
    """Whether an order belongs in a list, as the port says it."""
    told, said = facets(order), words(order)
    return (
        principal.owns(order.account)
        and listing.account in (None, order.account)
        and all(any((facet, value) in told for value in values) for facet, values in listing.facets.items())
        and all(any(word.startswith(begun) for word in said) for begun in listing.words)
        and is_subset(order.metadata, listing.metadata)
        and is_between(created_at(order), listing.since, listing.until)
        and is_between(changed, listing.changed_since, listing.changed_until)
    )


def is_between(at: datetime, since: str | None, until: str | None) -> bool:
    """Whether a moment lies between two, both inclusive."""
    if since is not None and at < datetime.fromisoformat(since):
        return False
    return until is None or at <= datetime.fromisoformat(until)


def stored_facets(store: SqlStore) -> Counter[tuple[str, int, str, int]]:
    """The rows of facets."""
    return _rows(store, "SELECT account, facet, value, position FROM facets")


def derived_facets(store: SqlStore, orders: list[Order]) -> Counter[tuple[Any, ...]]:
    """The rows of facets that there should be."""
    places = sort_keys(store)
    return Counter((o.account, CODES[f], v, places[o.guid]) for o in orders for f, v in facets(o))


def stored_facet_counts(store: SqlStore) -> Counter[tuple[Any, ...]]:
    """The tallies that are not zero, as (account, facet, value, count)."""
    return _rows(store, "SELECT account, facet, value, count FROM facet_counts WHERE count <> 0")


def derived_facet_counts(orders: list[Order]) -> Counter[tuple[Any, ...]]:
    """The tallies that there should be."""
    counts = Counter((o.account, CODES[f], v) for o in orders for f, v in facets(o) if f in AXES)
    return Counter((*key, count) for key, count in counts.items())


def expected_counts(orders: list[Order]) -> dict[Facet, dict[str, int]]:
    """How many orders there are at each value of the counted facets."""
    counts: dict[Facet, dict[str, int]] = {}
    for order in orders:
        for facet, value in facets(order):
            if facet in AXES:
                values = counts.setdefault(facet, {})
                values[value] = values.get(value, 0) + 1
    return counts


def _rows(store: SqlStore, query: str) -> Counter[Any]:
    with store.sql.connect() as connection:
        return Counter(tuple(row) for row in connection.execute(text(query)))
