"""Event feed: numbered in commit order, so that a consumer that resumes misses nothing."""

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import text

from tests.store import concurrent_writer_fixtures
from tests.store.database_fixtures import Database
from tests.store.derived_row_fixtures import check_event_numbers
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback, add_accounts, guid, principal_of
from triplicate.app.ports import EventPage, Reader, UnitOfWork
from triplicate.app.records import Event
from triplicate.core.access import Principal
from triplicate.main import Installation
from triplicate.store.event_cursor import bucket_of

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def event(number: int, account: str = ACCOUNT, **members: Any) -> Event:
    fixed = {"order": guid(number), "account": account, "kind": "changed", "at": "2025-01-01T00:00:00.000Z"}
    return Event(**{**fixed, "actor": "a", "dialect": "native", "request": "r", "version": 1, **members})


def record(installation: Installation, *events: Event) -> None:
    def work(unit: UnitOfWork) -> None:
        for each in events:
            unit.record_event(each)

    installation.store.run("record", work)


def pages(installation: Installation, principal: Principal, after: str = "0", limit: int = 100) -> Iterator[EventPage]:
    """The feed from a cursor on, page by page, until a page is empty."""
    while True:
        page = read(installation, partial(one_page, principal, after, limit))
        if not page.events:
            assert page.next == after
            return
        yield page
        after = page.next


async def one_page(principal: Principal, after: str, limit: int, reader: Reader) -> EventPage:
    return await reader.events(principal, after, limit)


async def last_place(principal: Principal, reader: Reader) -> str:
    return await reader.last_event(principal)


def events(installation: Installation, principal: Principal, after: str = "0", limit: int = 100) -> list[Event]:
    """All events from a cursor on."""
    return [one for page in pages(installation, principal, after, limit) for one in page.events]


def read(installation: Installation, question: Callable[[Reader], Awaitable[T]]) -> T:
    async def ask() -> T:
        reader = installation.reader()
        try:
            return await question(reader)
        finally:
            await reader.close()

    return asyncio.run(ask())


def test_an_event_comes_out_as_it_went_in(installation: Installation) -> None:
    told = event(1, user="ann@example.com", version=7, data={"a": [1, None, "é"], "b": {}})
    record(installation, told)
    for principal in (principal_of(None), principal_of(ACCOUNT)):
        assert events(installation, principal) == [
            event(1, user="ann@example.com", version=7, data={"a": [1, None, "é"], "b": {}}, seq=1)
        ]


def test_the_feed_of_an_account_is_resumed_after_any_number(installation: Installation) -> None:
    record(installation, *(event(number) for number in range(1, 8)))
    for after in range(8):
        feed = events(installation, principal_of(ACCOUNT), str(after))
        assert [one.seq for one in feed] == list(range(after + 1, 8))
        page = read(installation, partial(one_page, principal_of(ACCOUNT), str(after), 2))
        assert [one.seq for one in page.events] == list(range(after + 1, 8))[:2]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_the_feed_of_all_accounts_is_resumed_after_any_page(installation: Installation, limit: int) -> None:
    accounts = [f"account {place}" for place in range(40)]
    add_counters(installation, accounts)
    for turn in range(3):
        record(installation, *(event(turn, account) for account in accounts))
    feed = events(installation, principal_of(None), limit=limit)
    for account in accounts:
        assert [(one.seq, one.order) for one in feed if one.account == account] == [
            (turn + 1, guid(turn)) for turn in range(3)
        ]
    assert len(feed) == 120
    assert all(len(page.events) <= limit for page in pages(installation, principal_of(None), limit=limit))


def test_a_bucket_that_is_always_full_starves_no_other(installation: Installation) -> None:
    record(installation, *(event(1, ACCOUNT) for _ in range(100)), event(2, OTHER_ACCOUNT))
    first_two = [page for page, _ in zip(pages(installation, principal_of(None), limit=1), range(2), strict=False)]
    assert {one.account for page in first_two for one in page.events} == {ACCOUNT, OTHER_ACCOUNT}


def test_everybody_sees_their_own(installation: Installation) -> None:
    record(installation, event(1), event(2, OTHER_ACCOUNT), event(1), event(2, OTHER_ACCOUNT))
    assert sorted((one.account, one.seq) for one in events(installation, principal_of(None))) == [
        (account, seq) for account in (ACCOUNT, OTHER_ACCOUNT) for seq in (1, 2)
    ]
    assert [one.seq for one in events(installation, principal_of(ACCOUNT))] == [1, 2]
    assert {one.order for one in events(installation, principal_of(ACCOUNT))} == {guid(1)}
    assert events(installation, principal_of("nobody's")) == []


def test_the_events_of_one_order(installation: Installation) -> None:
    record(installation, event(1), event(2), event(1), event(1, OTHER_ACCOUNT))

    def of(account: str, order: int, after: int = 0, limit: int = 10) -> list[int]:
        found = read(installation, lambda reader: reader.order_events(account, guid(order), after, limit))
        return [one.seq for one in found]

    assert (of(ACCOUNT, 1), of(ACCOUNT, 2), of(OTHER_ACCOUNT, 1), of(OTHER_ACCOUNT, 2)) == ([1, 3], [2], [1], [])
    assert (of(ACCOUNT, 1, after=1), of(ACCOUNT, 1, limit=1)) == ([3], [1])


def test_from_now_on(installation: Installation) -> None:
    record(installation, event(1), event(2, OTHER_ACCOUNT))
    for principal, seqs in ((principal_of(None), [2, 2]), (principal_of(ACCOUNT), [2])):
        now = read(installation, partial(last_place, principal))
        assert events(installation, principal, now) == []
        if principal.account is None:
            record(installation, event(1), event(2, OTHER_ACCOUNT))
        else:
            now = "1"
        assert [one.seq for one in events(installation, principal, now)] == seqs


@pytest.mark.parametrize("after", ["", "-1", "1.0", "x", "f", "fAA==", "9" * 30, "f" + "_" * 400, "fé", "\u0663"])
def test_a_cursor_of_nothing(installation: Installation, after: str) -> None:
    for principal in (principal_of(None), principal_of(ACCOUNT)):
        with pytest.raises(ValueError, match="cursor"):
            events(installation, principal, after)


def test_what_was_undone_leaves_no_gap(installation: Installation) -> None:
    def work(unit: UnitOfWork) -> None:
        unit.record_event(event(1, kind="first"))
        with pytest.raises(Rollback):
            unit.run_in_savepoint(lambda: undone(unit))
        unit.record_event(event(1, kind="second"))

    def undone(unit: UnitOfWork) -> None:
        unit.orders.take_number(ACCOUNT, "order", 0)
        unit.record_event(event(1, kind="never"))
        raise Rollback

    installation.store.run("work", work)
    with pytest.raises(Rollback):
        installation.store.run("undone", undone)
    record(installation, event(1, kind="third"))
    for principal in (principal_of(None), principal_of(ACCOUNT)):
        assert [(one.seq, one.kind) for one in events(installation, principal)] == [
            (1, "first"),
            (2, "second"),
            (3, "third"),
        ]
    assert len(check_event_numbers(installation.store)) == 3


def test_consumers_miss_nothing_while_others_commit(installation: Installation, database: Database) -> None:
    """What they see continues, for each account, exactly where it stood: no number appears behind their backs."""
    over = threading.Event()

    async def consume(principal: Principal) -> list[tuple[str, int]]:
        reader, after, seen = installation.reader(), "0", list[tuple[str, int]]()
        while True:
            last_time = over.is_set()
            page = await reader.events(principal, after, 7)
            seen += [(one.account, one.seq) for one in page.events]
            after = page.next
            if last_time and not page.events:
                await reader.close()
                return seen

    with ThreadPoolExecutor(2) as pool:
        consumed = [pool.submit(asyncio.run, consume(principal_of(account))) for account in (None, ACCOUNT)]
        concurrent_writer_fixtures.run_writers(concurrent_writer_fixtures.thread_pool(), database)
        over.set()
        everything, own = (future.result(60) for future in consumed)
    for account in (ACCOUNT, OTHER_ACCOUNT):
        seqs = [seq for whose, seq in everything if whose == account]
        assert seqs == list(range(1, len(seqs) + 1))
    assert own == [one for one in everything if one[0] == ACCOUNT]
    assert len(everything) == len(check_event_numbers(installation.store)) > concurrent_writer_fixtures.ROUNDS


def test_many_writers_in_many_accounts_and_one_reader(installation: Installation) -> None:
    """Accounts that share a bucket, and accounts that do not; several accounts in one transaction, some undone."""
    accounts = [f"account {place}" for place in range(300)]
    add_counters(installation, accounts)
    assert len({bucket_of(account) for account in accounts}) < len(accounts)
    over = threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(25):
            chosen = [chance.choice(accounts) for _ in range(chance.randrange(1, 5))]
            if chance.random() < 0.2:
                with suppress(Rollback):
                    installation.store.run("undone", partial(undo, chosen))
            else:
                record(installation, *(event(seed, account) for account in chosen))

    def undo(chosen: list[str], unit: UnitOfWork) -> None:
        for account in chosen:
            unit.record_event(event(0, account))
        raise Rollback

    async def consume() -> dict[str, list[int]]:
        reader, after = installation.reader(), "0"
        seen: dict[str, list[int]] = {}
        while True:
            last_time = over.is_set()
            page = await reader.events(principal_of(None), after, 10)
            for each in page.events:
                seen.setdefault(each.account, []).append(each.seq)
            after = page.next
            if last_time and not page.events:
                await reader.close()
                return seen

    with ThreadPoolExecutor(5) as pool:
        consumed = pool.submit(asyncio.run, consume())
        list(pool.map(write, range(4)))
        over.set()
        seen = consumed.result(60)
    assert seen == {account: list(range(1, len(seqs) + 1)) for account, seqs in seen.items()}
    assert sum(map(len, seen.values())) == len(check_event_numbers(installation.store)) > 0


def add_counters(installation: Installation, accounts: list[str]) -> None:
    """What an account needs to number events."""
    with installation.store.sql.begin() as connection:
        for account in accounts:
            connection.execute(text("INSERT INTO counters VALUES (:account, 'event', 1)"), {"account": account})
