"""The feed of events: numbered in the order of the commits, so that whoever resumes it misses nothing."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.store import concurrent_writer_fixtures
from tests.store.database_fixtures import Database
from tests.store.document_fixtures import HERE, THERE, Undone, accounts, caller, guid
from triplicate.app.ports import Unit
from triplicate.app.records import Event
from triplicate.core.access import Principal
from triplicate.main import House


@pytest.fixture(autouse=True)
def _two_accounts(house: House) -> None:
    accounts(house)


def event(number: int, account: str = HERE, **members: Any) -> Event:
    fixed = {"order": guid(number), "account": account, "kind": "changed", "at": "2025-01-01T00:00:00.000Z"}
    return Event(**{**fixed, "actor": "a", "dialect": "native", "request": "r", "version": 1, **members})


def record(house: House, *events: Event) -> None:
    def work(unit: Unit) -> None:
        for one in events:
            unit.record(one)

    house.store.run("record", work)


def events(house: House, principal: Principal, after: int = 0, limit: int = 100, order: str | None = None) -> Any:
    async def ask() -> list[Event]:
        reader = house.reader()
        try:
            return await reader.events(principal, after, limit, order)
        finally:
            await reader.close()

    return asyncio.run(ask())


def test_an_event_comes_out_as_it_went_in(house: House) -> None:
    told = event(1, user="ann@example.com", version=7, data={"a": [1, None, "é"], "b": {}})
    record(house, told)
    (found,) = events(house, caller(None))
    assert found == event(1, user="ann@example.com", version=7, data={"a": [1, None, "é"], "b": {}}, seq=1)


def test_the_feed_is_resumed_after_any_place(house: House) -> None:
    record(house, *(event(number) for number in range(1, 8)))
    for after in range(8):
        assert [one.seq for one in events(house, caller(None), after)] == list(range(after + 1, 8))
        assert [one.seq for one in events(house, caller(None), after, 2)] == list(range(after + 1, 8))[:2]


def test_everybody_sees_their_own(house: House) -> None:
    record(house, event(1), event(2, THERE), event(1), event(2, THERE))
    assert [one.seq for one in events(house, caller(None))] == [1, 2, 3, 4]
    assert [one.seq for one in events(house, caller(HERE))] == [1, 3]
    assert [one.seq for one in events(house, caller("nobody's"))] == []
    assert [one.seq for one in events(house, caller(None), order=guid(2))] == [2, 4]
    assert [one.seq for one in events(house, caller(HERE), order=guid(2))] == []
    assert [one.seq for one in events(house, caller(THERE), 2, order=guid(2))] == [4]


def test_what_was_undone_leaves_no_gap(house: House) -> None:
    def work(unit: Unit) -> None:
        unit.record(event(1, kind="first"))
        with pytest.raises(Undone):
            unit.attempt(lambda: undone(unit))
        unit.record(event(1, kind="second"))

    def undone(unit: Unit) -> None:
        unit.record(event(1, kind="never"))
        raise Undone

    house.store.run("work", work)
    with pytest.raises(Undone):
        house.store.run("undone", undone)
    record(house, event(1, kind="third"))
    assert [(one.seq, one.kind) for one in events(house, caller(None))] == [(1, "first"), (2, "second"), (3, "third")]


def test_a_consumer_misses_nothing_while_others_commit(house: House, database: Database) -> None:
    """What it sees continues, each time, exactly where it stood: no number appears behind its back."""
    over = threading.Event()

    async def consume() -> int:
        reader, after, polls = house.reader(), 0, 0
        while True:
            last_time = over.is_set()
            found = await reader.events(caller(None), after, 7)
            assert [one.seq for one in found] == list(range(after + 1, after + 1 + len(found)))
            after, polls = after + len(found), polls + 1
            if last_time and not found:
                await reader.close()
                return after

    with ThreadPoolExecutor(1) as pool:
        consumed = pool.submit(asyncio.run, consume())
        concurrent_writer_fixtures.gather(concurrent_writer_fixtures.threads(), database)
        over.set()
        seen = consumed.result(60)
    assert seen == len(events(house, caller(None), limit=10_000)) > concurrent_writer_fixtures.ROUNDS
