"""Units of work: atomic transactions, complete pages, and descriptive failures."""

import shutil
import threading
from contextlib import suppress
from functools import partial

import msgspec
import pytest
from sqlalchemy import text

from tests.store.database_fixtures import Database, server
from tests.store.document_fixtures import (
    ACCOUNT,
    OTHER_ACCOUNT,
    Rollback,
    add_accounts,
    find_order,
    guid,
    import_each,
    import_in,
    native_order,
    principal_of,
)
from triplicate.app.ports import OrderCursor, OrderName, UnitOfWork
from triplicate.app.records import Event, File
from triplicate.core import times
from triplicate.core.access import OPERATOR, Principal
from triplicate.core.aggregate import with_sync
from triplicate.core.failures import DomainError, InvalidInput, OrderNotFound, Unavailable
from triplicate.core.order import order as core
from triplicate.main import Installation
from triplicate.store.repositories import orders as stored_orders

TABLES = ("accounts", "users", "credentials", "orders", "numbers", "events", "files")


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def counts(installation: Installation) -> dict[str, int]:
    with installation.store.sql.connect() as connection:
        return {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES}


def test_an_error_leaves_nothing(installation: Installation) -> None:
    before = counts(installation)

    def work(unit):
        import_in(installation, unit, "native", native_order(1))
        unit.files.add(File("f", ACCOUNT, "image/png", 1, "0" * 64, times.from_datetime(installation.now())))
        unit.store_setting("name", "value")
        raise Rollback

    with pytest.raises(Rollback):
        installation.store.run("undone", work)
    assert counts(installation) == before
    with pytest.raises(DomainError) as caught:
        find_order(installation, "guid", guid(1))
    assert caught.value.failure == OrderNotFound(guid(1))
    assert installation.store.run("look", lambda unit: unit.ensure_setting("name", "other")) == "other"


def test_an_order_and_its_event_come_together(installation: Installation) -> None:
    import_each(
        installation,
        "native",
        native_order(1),
        native_order(1),
        native_order(1, updated_at="2025-01-01T00:00:00Z"),
    )
    with installation.store.sql.connect() as connection:
        rows = connection.execute(text("SELECT kind, actor, dialect, account FROM events ORDER BY number")).all()
    assert [tuple(row) for row in rows] == [
        ("imported", "operator", "native", ACCOUNT),
        ("updated", "operator", "native", ACCOUNT),
    ]


def test_events_are_numbered_in_the_order_they_came(installation: Installation) -> None:
    def event(place: int) -> Event:
        return Event(
            order="o", account=ACCOUNT, kind=str(place), at="t", actor="a", dialect="native", request="r", version=1
        )

    for place in range(5):
        installation.store.run("record", lambda unit, place=place: unit.record_event(event(place)))  # type: ignore[misc]
    with installation.store.sql.connect() as connection:
        assert connection.execute(text("SELECT kind FROM events ORDER BY number")).scalars().all() == list("01234")


def run_concurrently(pages: list[list[str]]) -> list[str]:
    return [id for page in pages for id in page]


def test_pages_lose_no_order_and_show_none_twice(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_orders, "PAGE_SIZE", 4)
    mine, theirs = [native_order(n) for n in range(11)], [native_order(n) for n in range(100, 105)]
    for own, foreign in zip(mine[:5], theirs, strict=True):
        import_each(installation, "native", own)
        import_each(installation, "native", foreign, account=OTHER_ACCOUNT)
    import_each(installation, "native", *mine[5:])

    def one_page(
        principal: Principal, only: str | None, after: OrderCursor | None, unit: UnitOfWork
    ) -> tuple[list[bytes], OrderCursor | None]:
        return unit.orders.page(principal, only, after)

    def pages(account: str | None, only: str | None = None) -> list[list[str]]:
        after: OrderCursor | None = None
        guids = list[list[str]]()
        while True:
            page, following = installation.store.run("page", partial(one_page, principal_of(account), only, after))
            if not page:
                assert following == after
                return guids
            guids.append([core.decode(document).guid for document in page])
            after = following

    assert [len(page) for page in pages(ACCOUNT)] == [4, 4, 3]
    assert sorted(run_concurrently(pages(ACCOUNT))) == sorted(document["id"] for document in mine)
    assert sorted(run_concurrently(pages(None, OTHER_ACCOUNT))) == sorted(document["id"] for document in theirs)
    assert run_concurrently(pages(ACCOUNT, OTHER_ACCOUNT)) == []
    everything = run_concurrently(pages(None))
    assert len(everything) == len(set(everything)) == 16
    assert pages("nobody's") == []


def test_a_page_ends_by_bytes(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """An imported order may have eight mebibytes, and a page a hundred of them."""
    documents = [native_order(number) for number in range(30)]
    import_each(installation, "native", *documents)
    (whole, _) = installation.store.run("page", lambda unit: unit.orders.page(principal_of(ACCOUNT), None, None))
    assert len(whole) == 30
    size = max(len(document) for document in whole)
    monkeypatch.setattr(stored_orders, "PAGE_BYTES", 3 * size)
    found, after = list[bytes](), None
    while True:
        work = partial(_page_after, principal_of(ACCOUNT), after)
        page, after = installation.store.run("page", work)
        if not page:
            break
        assert sum(len(document) for document in page) < 4 * size
        found += page
    assert found == whole


def _page_after(
    principal: Principal, after: OrderCursor | None, unit: UnitOfWork
) -> tuple[list[bytes], OrderCursor | None]:
    return unit.orders.page(principal, None, after)


def test_an_id_that_another_order_has_is_refused(installation: Installation) -> None:
    """The database itself keeps identities apart."""
    import_each(installation, "native", native_order(1))
    order = find_order(installation, "guid", guid(1))
    for clash in ({"guid": guid(2), "number": 2}, {"oid": "f" * 24, "number": 2}, {"guid": guid(2), "oid": "f" * 24}):
        double = msgspec.structs.replace(order, **clash)
        with pytest.raises(DomainError) as caught:
            installation.store.run("double", lambda unit, double=double: unit.orders.add(double))  # type: ignore[misc]
        assert isinstance(caught.value.failure, InvalidInput)
    assert counts(installation)["orders"] == 1


def test_what_is_stored_is_locked_from_look_to_change(installation: Installation) -> None:
    """Two that look at an order and change it do so one after the other: neither change is lost."""
    import_each(installation, "native", native_order(1))
    looked = threading.Barrier(2)

    def add(word: str) -> None:
        def work(unit):
            order = unit.orders.get(OPERATOR, OrderName("guid", guid(1)))
            with suppress(threading.BrokenBarrierError):
                looked.wait(0.3)
            metadata = {**order.metadata, word: 1}
            changed = msgspec.structs.replace(order, version=order.version + 1, metadata=metadata)
            unit.orders.replace(with_sync(changed, pristine_version=0))

        installation.store.run("change", work)

    threads = [threading.Thread(target=add, args=(word,)) for word in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = find_order(installation, "guid", guid(1))
    assert after.metadata == {"one": 1, "two": 1}
    assert after.version == 3


def test_a_database_that_goes_away_is_unavailable(installation: Installation, database: Database) -> None:
    if database.url is None:
        shutil.rmtree(database.data)
    else:
        server().drop(str(installation.store.sql.url.database))
    with pytest.raises(DomainError) as caught:
        installation.store.run("look", lambda unit: unit.accounts.all())
    assert caught.value.failure == Unavailable()
    assert caught.value.__cause__ is not None


def test_a_connection_that_ends_in_the_middle(installation: Installation, database: Database) -> None:
    """What was begun is gone, the caller hears of it, and the next transaction works."""
    if database.url is None:
        return

    def work(unit):
        import_in(installation, unit, "native", native_order(1))
        server().terminate(str(installation.store.sql.url.database))
        import_in(installation, unit, "native", native_order(2))

    with pytest.raises(DomainError) as caught:
        installation.store.run("bring", work)
    assert caught.value.failure == Unavailable()
    assert counts(installation)["orders"] == 0
    assert import_each(installation, "native", native_order(1)) == ["new"]
    server().terminate(str(installation.store.sql.url.database))
    assert import_each(installation, "native", native_order(2)) == ["new"]
