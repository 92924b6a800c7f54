"""The PostgreSQL reader: batched queries, deadlines, and reconnection."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.store.database_fixtures import Database, DatabaseFactory, server
from tests.store.document_fixtures import ACCOUNT, add_accounts, guid, import_each, native_order, oid, principal_of
from tests.store.network_fixtures import SilencingProxy
from triplicate.app.ports import OrderName
from triplicate.core.failures import DomainError, OrderNotFound, Unavailable
from triplicate.core.ids import derived_oid
from triplicate.main import Installation
from triplicate.store.readers.postgres import PostgresReader

DEADLINE_S = 0.4
ORDERS = range(1, 41)


@pytest.fixture(scope="module")
def filled_database(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Forty orders, which the tests only read."""
    with databases.create("postgresql", tmp_path_factory.mktemp("filled")) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        add_accounts(installation)
        import_each(installation, "native", *(native_order(n) for n in ORDERS))
        installation.store.close()
        yield database


def reading(url: str | None, work: Callable[[PostgresReader], Awaitable[Any]], deadline_s: float = DEADLINE_S) -> Any:
    """What `work` gives with a reader of its own."""

    async def inside() -> Any:
        reader = PostgresReader(str(url), deadline_s)
        try:
            return await asyncio.wait_for(work(reader), 20)
        finally:
            await reader.close()

    return asyncio.run(inside())


async def number_of(reader: PostgresReader, number: int) -> bool:
    """Whether the order known as a number is found and is itself."""
    order = await reader.find(principal_of(ACCOUNT), OrderName("guid", guid(number)))
    return guid(number).encode() in order.document


async def is_unavailable(reader: PostgresReader, number: int = 1) -> float:
    """How long it took until the reader said that the database does not answer."""
    start = time.monotonic()
    with pytest.raises(DomainError) as caught:
        await reader.find(principal_of(ACCOUNT), OrderName("guid", guid(number)))
    assert caught.value.failure == Unavailable()
    return time.monotonic() - start


async def works_within(reader: PostgresReader, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while True:
        try:
            assert await number_of(reader, 1)
            return
        except DomainError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.02)


def name(database: Database) -> str:
    return str(make_url(str(database.url)).database)


def backends(database: Database) -> int:
    with psycopg.connect(str(database.url), autocommit=True) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return int(connection.execute(query).fetchone()[0])  # type: ignore[index]


def test_everybody_gets_their_own(filled_database: Database) -> None:
    """Hundreds that ask at once, by two kinds of id and by number, some for the same order and some for none."""

    async def work(reader: PostgresReader) -> None:
        async def ask(place: int) -> bool:
            number = place % 45 + 1
            kind, value = [
                ("guid", guid(number)),
                ("oid", derived_oid("order", guid(number))),
                ("number", number),
            ][place % 3]
            try:
                order = await reader.find(principal_of(ACCOUNT), OrderName(kind, value))  # type: ignore[arg-type]
            except DomainError as refused:
                return number not in ORDERS and refused.failure == OrderNotFound(str(value))
            return guid(number).encode() in order.document

        assert all(await asyncio.gather(*(ask(place) for place in range(1000))))

    reading(filled_database.url, work, deadline_s=10)


def test_questions_of_every_kind_at_once(filled_database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        asked = [reader.credential("sha256:none"), reader.user("nobody@example.com"), reader.file(guid(1))]
        assert await asyncio.gather(*asked, number_of(reader, 1)) == [None, None, None, True]

    reading(filled_database.url, work)


def test_one_connection_for_all(filled_database: Database) -> None:
    async def work(reader: PostgresReader) -> int:
        await asyncio.gather(*(number_of(reader, n) for n in ORDERS))
        return await asyncio.to_thread(backends, filled_database)

    before = backends(filled_database)
    assert reading(filled_database.url, work) == before + 1


def test_who_gives_up_waiting_disturbs_nobody(filled_database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        tasks = [asyncio.create_task(number_of(reader, n)) for n in ORDERS]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert found[1::2] == [True] * 20
        assert await number_of(reader, 1)

    reading(filled_database.url, work)


def test_the_loop_goes_on_while_the_server_hangs(filled_database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        assert await number_of(reader, 1)
        with server().frozen():
            waiting = asyncio.gather(*(is_unavailable(reader, n) for n in ORDERS))
            longest, last = 0.0, time.monotonic()
            while not waiting.done():
                await asyncio.sleep(0.005)
                longest, last = max(longest, time.monotonic() - last), time.monotonic()
            assert longest < 0.25
            assert max(await waiting) < DEADLINE_S + 0.3
        await works_within(reader, 3)

    reading(filled_database.url, work)


def test_later_callers_wait_no_longer_than_the_first(filled_database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        assert await number_of(reader, 1)
        with server().frozen():
            tasks = []
            for n in range(1, 10):
                tasks.append(asyncio.create_task(is_unavailable(reader, n)))
                await asyncio.sleep(DEADLINE_S / 3)
            assert max(await asyncio.gather(*tasks)) < DEADLINE_S + 0.3
        await works_within(reader, 3)

    reading(filled_database.url, work)


def test_a_server_that_hangs_at_the_first_question(filled_database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        with server().frozen():
            assert await is_unavailable(reader) < DEADLINE_S + 0.3
        await works_within(reader, 3)

    reading(filled_database.url, work)


def test_a_connection_that_was_ended_is_opened_anew(filled_database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        for _ in range(5):
            assert await number_of(reader, 1)
            assert await asyncio.to_thread(server().terminate, name(filled_database))
            assert all(await asyncio.gather(*(number_of(reader, n) for n in ORDERS)))

    reading(filled_database.url, work)


def test_a_network_that_went_silent(filled_database: Database) -> None:
    """A connection that missed its deadline is given up and opened anew, though nobody ever closes the old one."""

    async def work(reader: PostgresReader) -> None:
        assert await number_of(reader, 1)
        assert route.silence() == 1
        assert await is_unavailable(reader) < DEADLINE_S + 0.3
        await works_within(reader, 3)

    with SilencingProxy(server()) as route:
        reading(f"postgresql://postgres@/{name(filled_database)}?host={quote(str(route.directory))}", work)


def test_nobody_is_there(filled_database: Database, tmp_path) -> None:
    async def work(reader: PostgresReader) -> None:
        assert max(await asyncio.gather(*(is_unavailable(reader, n) for n in ORDERS))) < DEADLINE_S + 0.3

    reading(f"postgresql://postgres@/nothing?host={quote(str(tmp_path))}", work)
    reading("postgresql://postgres@127.0.0.1:1/nothing", work)


def test_a_table_that_is_not_there_is_no_order_that_is_not_there(databases: DatabaseFactory, tmp_path) -> None:
    with databases.create("postgresql", tmp_path, migrated=False) as database:

        async def work(reader: PostgresReader) -> None:
            await is_unavailable(reader)
            with pytest.raises(DomainError) as caught:
                await reader.find(principal_of(ACCOUNT), OrderName("oid", oid(1)))
            assert caught.value.failure == Unavailable()

        reading(database.url, work)


def test_it_closes_while_somebody_waits(filled_database: Database) -> None:
    async def work(reader: PostgresReader) -> None:
        with server().frozen():
            waiting = asyncio.create_task(is_unavailable(reader))
            await asyncio.sleep(0.05)
            await reader.close()
            assert await waiting < DEADLINE_S + 0.3

    reading(filled_database.url, work)
    gc.collect()
    until = time.monotonic() + 3
    while backends(filled_database) and time.monotonic() < until:
        time.sleep(0.05)
    assert backends(filled_database) == 0


@pytest.mark.slow
def test_prepared_statements_survive_a_change_of_the_schema(databases: DatabaseFactory, tmp_path) -> None:
    """A migration by another process changes a table under a prepared statement."""
    with databases.create("postgresql", tmp_path) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        add_accounts(installation)
        import_each(installation, "native", native_order(1))

        async def work(reader: PostgresReader) -> None:
            assert await number_of(reader, 1)
            with installation.store.sql.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE orders ALTER COLUMN version TYPE bigint")
            await works_within(reader, 2)

        reading(database.url, work)
        installation.store.close()
