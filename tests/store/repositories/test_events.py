"""Event feed: numbered in commit order, so that a consumer that resumes misses nothing."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.store import concurrent_writer_fixtures
from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback, add_accounts, guid, principal_of
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Event
from triplicate.core.access import Principal
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def event(number: int, account: str = ACCOUNT, **members: Any) -> Event:
    fixed = {"order": guid(number), "account": account, "kind": "changed", "at": "2025-01-01T00:00:00.000Z"}
    return Event(**{**fixed, "actor": "a", "dialect": "native", "request": "r", "version": 1, **members})


def record(installation: Installation, *events: Event) -> None:
    def work(unit: UnitOfWork) -> None:
        for one in events:
            unit.record_event(one)

    installation.store.run("record", work)


def events(
    installation: Installation, principal: Principal, after: int = 0, limit: int = 100, order: str | None = None
) -> Any:
    async def ask() -> list[Event]:
        reader = installation.reader()
        try:
            return await reader.events(principal, after, limit, order)
        finally:
            await reader.close()

    return asyncio.run(ask())


def test_an_event_comes_out_as_it_went_in(installation: Installation) -> None:
    told = event(1, user="ann@example.com", version=7, data={"a": [1, None, "é"], "b": {}})
    record(installation, told)
    (found,) = events(installation, principal_of(None))
    assert found == event(1, user="ann@example.com", version=7, data={"a": [1, None, "é"], "b": {}}, seq=1)


def test_the_feed_is_resumed_after_any_place(installation: Installation) -> None:
    record(installation, *(event(number) for number in range(1, 8)))
    for after in range(8):
        assert [one.seq for one in events(installation, principal_of(None), after)] == list(range(after + 1, 8))
        assert [one.seq for one in events(installation, principal_of(None), after, 2)] == list(range(after + 1, 8))[:2]


def test_everybody_sees_their_own(installation: Installation) -> None:
    record(installation, event(1), event(2, OTHER_ACCOUNT), event(1), event(2, OTHER_ACCOUNT))
    assert [one.seq for one in events(installation, principal_of(None))] == [1, 2, 3, 4]
    assert [one.seq for one in events(installation, principal_of(ACCOUNT))] == [1, 3]
    assert [one.seq for one in events(installation, principal_of("nobody's"))] == []
    assert [one.seq for one in events(installation, principal_of(None), order=guid(2))] == [2, 4]
    assert [one.seq for one in events(installation, principal_of(ACCOUNT), order=guid(2))] == []
    assert [one.seq for one in events(installation, principal_of(OTHER_ACCOUNT), 2, order=guid(2))] == [4]


def test_what_was_undone_leaves_no_gap(installation: Installation) -> None:
    def work(unit: UnitOfWork) -> None:
        unit.record_event(event(1, kind="first"))
        with pytest.raises(Rollback):
            unit.run_in_savepoint(lambda: undone(unit))
        unit.record_event(event(1, kind="second"))

    def undone(unit: UnitOfWork) -> None:
        unit.record_event(event(1, kind="never"))
        raise Rollback

    installation.store.run("work", work)
    with pytest.raises(Rollback):
        installation.store.run("undone", undone)
    record(installation, event(1, kind="third"))
    assert [(one.seq, one.kind) for one in events(installation, principal_of(None))] == [
        (1, "first"),
        (2, "second"),
        (3, "third"),
    ]


def test_a_consumer_misses_nothing_while_others_commit(installation: Installation, database: Database) -> None:
    """What it sees continues, each time, exactly where it stood: no number appears behind its back."""
    over = threading.Event()

    async def consume() -> int:
        reader, after, polls = installation.reader(), 0, 0
        while True:
            last_time = over.is_set()
            found = await reader.events(principal_of(None), after, 7)
            assert [one.seq for one in found] == list(range(after + 1, after + 1 + len(found)))
            after, polls = after + len(found), polls + 1
            if last_time and not found:
                await reader.close()
                return after

    with ThreadPoolExecutor(1) as pool:
        consumed = pool.submit(asyncio.run, consume())
        concurrent_writer_fixtures.run_writers(concurrent_writer_fixtures.thread_pool(), database)
        over.set()
        seen = consumed.result(60)
    assert seen == len(events(installation, principal_of(None), limit=10_000)) > concurrent_writer_fixtures.ROUNDS
