"""Lists on a slow database: a response within the deadline, and other requests are not delayed."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.store.database_fixtures import Database, server
from tests.store.document_fixtures import ACCOUNT, add_accounts, guid, import_each, native_order, principal_of
from triplicate.app.ports import OrderName, OrderQuery, Reader
from triplicate.core.failures import DomainError, Unavailable
from triplicate.core.search.facets import Facet
from triplicate.main import Installation
from triplicate.store.engine import SqliteEngine
from triplicate.store.readers.postgres import PostgresReader
from triplicate.store.readers.sqlite import SqliteReader

DEADLINE_S = 0.5
SCANNING = OrderQuery(facets={Facet.HOLD: ("free",), Facet.ENDING: ("none",)})
"""What no index serves as a whole."""


@pytest.fixture
def filled_installation(installation: Installation) -> Installation:
    add_accounts(installation)
    import_each(installation, "native", native_order(1), native_order(2))
    return installation


@contextmanager
def locked(installation: Installation, database: Database) -> Iterator[None]:
    """Nobody gets at the facets."""
    if database.url is not None:
        with psycopg.connect(database.url) as connection:
            connection.execute("LOCK TABLE facets IN ACCESS EXCLUSIVE MODE")
            yield
            connection.rollback()
        return
    installation.store.close()
    with closing(sqlite3.connect(database.data / "triplicate.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


def reading(installation: Installation, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async def inside() -> Any:
        engine = installation.engine
        reader: Reader = (
            SqliteReader(engine.path, DEADLINE_S)
            if isinstance(engine, SqliteEngine)
            else PostgresReader(engine.conninfo, DEADLINE_S)
        )
        try:
            return await asyncio.wait_for(work(reader), 20)
        finally:
            await reader.close()

    return asyncio.run(inside())


async def lists(reader: Reader) -> int:
    return len((await reader.list(principal_of(ACCOUNT), SCANNING)).orders)


async def is_unavailable(reader: Reader) -> float:
    start = time.monotonic()
    with pytest.raises(DomainError) as caught:
        await lists(reader)
    assert caught.value.failure == Unavailable()
    return time.monotonic() - start


def test_a_list_that_cannot_be_read_ends_at_the_deadline(filled_installation: Installation, database: Database) -> None:
    async def work(reader: Reader) -> None:
        with locked(filled_installation, database):
            for _ in range(2):
                assert max(await asyncio.gather(*(is_unavailable(reader) for _ in range(20)))) < DEADLINE_S + 0.5
        assert await lists(reader) == 2

    reading(filled_installation, work)


def test_whoever_reads_one_order_waits_for_no_list(filled_installation: Installation, database: Database) -> None:
    if database.url is None:
        return

    async def work(reader: Reader) -> None:
        with locked(filled_installation, database):
            waiting = asyncio.gather(*(is_unavailable(reader) for _ in range(20)))
            await asyncio.sleep(0.05)
            for _ in range(20):
                await reader.find(principal_of(ACCOUNT), OrderName("guid", guid(1)))
            assert not waiting.done()
            await waiting

    reading(filled_installation, work)


def test_the_loop_goes_on_while_a_list_waits(filled_installation: Installation, database: Database) -> None:
    async def work(reader: Reader) -> None:
        with locked(filled_installation, database):
            waiting = asyncio.create_task(lists(reader))
            ticks = 0
            while ticks < 10:
                await asyncio.sleep(0.005)
                ticks += 1
            assert not waiting.done()
        assert await waiting == 2

    reading(filled_installation, work)


def test_lists_are_back_when_the_server_is(filled_installation: Installation, database: Database) -> None:
    if database.url is None:
        return

    async def work(reader: Reader) -> None:
        assert await lists(reader) == 2
        server().terminate(str(make_url(str(database.url)).database))
        assert await lists(reader) == 2
        with server().frozen():
            assert await is_unavailable(reader) < DEADLINE_S + 0.5
        assert await lists(reader) == 2

    reading(filled_installation, work)
