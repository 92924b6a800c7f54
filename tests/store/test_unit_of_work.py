"""Units of work: all of it or nothing, pages that lose no order, and failures that say what they are."""

import shutil
import threading
from contextlib import suppress
from functools import partial

import msgspec
import pytest
from sqlalchemy import text

from tests.store.database_fixtures import Database, server
from tests.store.document_fixtures import HERE, THERE, Undone, accounts, bring, caller, guid, marketiger, order, take
from triplicate.app.ports import Reference, Unit
from triplicate.app.records import Event, File
from triplicate.core import times
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.failures import InvalidInput, NoSuchOrder, Refused, Unavailable
from triplicate.core.order.order import Order
from triplicate.main import House
from triplicate.store.repositories import orders as stored_orders

TABLES = ("accounts", "users", "credentials", "orders", "numbers", "events", "files")


@pytest.fixture(autouse=True)
def _two_accounts(house: House) -> None:
    accounts(house)


def counts(house: House) -> dict[str, int]:
    with house.store.sql.connect() as connection:
        return {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES}


def test_an_error_leaves_nothing(house: House) -> None:
    before = counts(house)

    def work(unit):
        take(house, unit, "marketiger", marketiger(1))
        unit.files.add(File("f", HERE, "image/png", 1, "0" * 64, times.of(house.now())))
        unit.set("name", "value")
        raise Undone

    with pytest.raises(Undone):
        house.store.run("undone", work)
    assert counts(house) == before
    with pytest.raises(Refused) as caught:
        order(house, "guid", guid(1))
    assert caught.value.failure == NoSuchOrder(guid(1))
    assert house.store.run("look", lambda unit: unit.setting("name", "other")) == "other"


def test_an_order_and_its_event_come_together(house: House) -> None:
    bring(house, "marketiger", marketiger(1), marketiger(1), marketiger(1, updated="2025-01-01T00:00:00Z"))
    with house.store.sql.connect() as connection:
        rows = connection.execute(text("SELECT kind, actor, dialect, account FROM events ORDER BY seq")).all()
    assert [tuple(row) for row in rows] == [
        ("imported", "operator", "marketiger", HERE),
        ("updated", "operator", "marketiger", HERE),
    ]


def test_events_are_numbered_in_the_order_they_came(house: House) -> None:
    def event(place: int) -> Event:
        return Event(
            order="o", account=HERE, kind=str(place), at="t", actor="a", dialect="native", request="r", version=1
        )

    for place in range(5):
        house.store.run("record", lambda unit, place=place: unit.record(event(place)))  # type: ignore[misc]
    with house.store.sql.connect() as connection:
        assert connection.execute(text("SELECT kind FROM events ORDER BY seq")).scalars().all() == list("01234")


def together(pages: list[list[str]]) -> list[str]:
    return [id for page in pages for id in page]


def test_pages_lose_no_order_and_show_none_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_orders, "PAGE", 4)
    mine, theirs = [marketiger(n) for n in range(11)], [marketiger(n) for n in range(100, 105)]
    for own, foreign in zip(mine[:5], theirs, strict=True):
        bring(house, "marketiger", own)
        bring(house, "marketiger", foreign, account=THERE)
    bring(house, "marketiger", *mine[5:])

    def one_page(principal: Principal, only: str | None, after: int, unit: Unit) -> tuple[list[Order], int]:
        return unit.orders.page(principal, only, after)

    def pages(account: str | None, only: str | None = None) -> list[list[str]]:
        after, found = 0, list[list[str]]()
        while True:
            page, following = house.store.run("page", partial(one_page, caller(account), only, after))
            if not page:
                assert following == after
                return found
            found.append([one.guid for one in page])
            after = following

    assert [len(page) for page in pages(HERE)] == [4, 4, 3]
    assert together(pages(HERE)) == [document["id"] for document in mine]
    assert together(pages(None, THERE)) == [document["id"] for document in theirs]
    assert together(pages(HERE, THERE)) == []
    everything = together(pages(None))
    assert len(everything) == len(set(everything)) == 16
    assert pages("nobody's") == []


def test_a_page_holds_no_more_than_it_says(house: House) -> None:
    assert stored_orders.PAGE <= 1000


def test_an_id_that_another_order_has_is_refused(house: House) -> None:
    """The database itself keeps identities apart."""
    bring(house, "marketiger", marketiger(1))
    found = order(house, "guid", guid(1))
    for clash in ({"guid": guid(2), "number": 2}, {"oid": "f" * 24, "number": 2}, {"guid": guid(2), "oid": "f" * 24}):
        double = msgspec.structs.replace(found, **clash)
        with pytest.raises(Refused) as caught:
            house.store.run("double", lambda unit, double=double: unit.orders.add(double))  # type: ignore[misc]
        assert isinstance(caught.value.failure, InvalidInput)
    assert counts(house)["orders"] == 1


def test_what_is_stored_is_locked_from_look_to_change(house: House) -> None:
    """Two that look at an order and change it do so one after the other: neither change is lost."""
    bring(house, "marketiger", marketiger(1))
    looked = threading.Barrier(2)

    def add(word: str) -> None:
        def work(unit):
            found = unit.orders.get(OPERATOR, Reference("guid", guid(1)))
            with suppress(threading.BrokenBarrierError):
                looked.wait(0.3)
            metadata = {**found.metadata, word: 1}
            unit.orders.replace(msgspec.structs.replace(found, version=found.version + 1, whole=0, metadata=metadata))

        house.store.run("change", work)

    threads = [threading.Thread(target=add, args=(word,)) for word in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = order(house, "guid", guid(1))
    assert after.metadata == {"one": 1, "two": 1}
    assert after.version == 3


def test_a_database_that_goes_away_is_unavailable(house: House, database: Database) -> None:
    if database.url is None:
        shutil.rmtree(database.data)
    else:
        server().drop(str(house.store.sql.url.database))
    with pytest.raises(Refused) as caught:
        house.store.run("look", lambda unit: unit.accounts.all())
    assert caught.value.failure == Unavailable()
    assert caught.value.__cause__ is not None


def test_a_connection_that_ends_in_the_middle(house: House, database: Database) -> None:
    """What was begun is gone, the caller hears of it, and the next transaction works."""
    if database.url is None:
        return

    def work(unit):
        take(house, unit, "marketiger", marketiger(1))
        server().terminate(str(house.store.sql.url.database))
        take(house, unit, "marketiger", marketiger(2))

    with pytest.raises(Refused) as caught:
        house.store.run("bring", work)
    assert caught.value.failure == Unavailable()
    assert counts(house)["orders"] == 0
    assert bring(house, "marketiger", marketiger(1)) == ["new"]
    server().terminate(str(house.store.sql.url.database))
    assert bring(house, "marketiger", marketiger(2)) == ["new"]
