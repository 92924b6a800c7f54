"""The SQLite reader: on the loop's own thread, in nobody's way, never on a file that is not the database any more."""

import asyncio
import os
import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.store.database_fixtures import Database, Databases
from tests.store.document_fixtures import HERE, accounts, bring, caller, guid, marketiger
from triplicate.app.ports import Reference
from triplicate.core.failures import NoSuchOrder, Refused, Unavailable
from triplicate.main import House
from triplicate.store.readers.sqlite import SqliteReader

DEADLINE_S = 0.4
NOTICED_S = 1.1


@contextmanager
def filled(databases: Databases, data: Path) -> Iterator[House]:
    with databases.fresh("sqlite", data) as database:
        house = House(database.config())
        house.ready()
        accounts(house)
        bring(house, "marketiger", marketiger(1))
        yield house
        house.store.close()


@pytest.fixture
def house(databases: Databases, tmp_path: Path) -> Iterator[House]:
    with filled(databases, tmp_path / "data") as made:
        yield made


def file(house: House) -> Path:
    return house.config.data / "triplicate.db"


def reading(house: House, work: Callable[[SqliteReader], Awaitable[Any]]) -> Any:
    """What `work` gives with a reader of its own."""

    async def inside() -> Any:
        reader = SqliteReader(file(house), DEADLINE_S)
        try:
            return await asyncio.wait_for(work(reader), 20)
        finally:
            await reader.close()

    return asyncio.run(inside())


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Keeps everybody else from the file: no other connection may be open, not even an idle one."""
    house.store.close()
    with closing(sqlite3.connect(file(house), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def finds(reader: SqliteReader, number: int = 1) -> bool:
    found = await reader.find(caller(HERE), Reference("guid", guid(number)))
    return guid(number).encode() in found.document


async def is_unavailable(reader: SqliteReader) -> float:
    begun = time.monotonic()
    with pytest.raises(Refused) as caught:
        await reader.find(caller(HERE), Reference("guid", guid(1)))
    assert caught.value.failure == Unavailable()
    assert caught.value.__cause__ is not None
    return time.monotonic() - begun


def test_it_sees_what_was_committed_at_once(house: House) -> None:
    async def work(reader: SqliteReader) -> None:
        for number in range(2, 6):
            with pytest.raises(Refused) as caught:
                await finds(reader, number)
            assert caught.value.failure == NoSuchOrder(guid(number))
            bring(house, "marketiger", marketiger(number))
            assert await finds(reader, number)

    reading(house, work)


def test_it_waits_for_no_writer(house: House) -> None:
    async def work(reader: SqliteReader) -> None:
        with closing(sqlite3.connect(file(house), isolation_level=None)) as writer:
            writer.execute("BEGIN EXCLUSIVE")
            writer.execute("DELETE FROM orders")
            begun = time.monotonic()
            assert await finds(reader)
            assert time.monotonic() - begun < DEADLINE_S / 2
            writer.execute("ROLLBACK")

    reading(house, work)


def test_it_cannot_write(house: House) -> None:
    async def work(reader: SqliteReader) -> None:
        await finds(reader)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader._connection.execute("DELETE FROM orders")  # type: ignore[union-attr]

    reading(house, work)


def test_a_lock_that_ends_in_time_is_waited_for_off_the_loop(house: House) -> None:
    async def work(reader: SqliteReader) -> None:
        loop = asyncio.get_running_loop()
        with locked(house):
            waiting = asyncio.gather(*(finds(reader) for _ in range(3)))
            begun = loop.time()
            await asyncio.sleep(DEADLINE_S / 4)
            assert loop.time() - begun < DEADLINE_S / 2  # the loop was not held up
            assert not waiting.done()
        assert await waiting == [True] * 3

    reading(house, work)


def test_a_lock_that_does_not_end_ends_at_the_deadline(house: House) -> None:
    async def work(reader: SqliteReader) -> None:
        with locked(house):
            assert max(await asyncio.gather(*(is_unavailable(reader) for _ in range(50)))) < DEADLINE_S + 0.3
            assert await is_unavailable(reader) < DEADLINE_S + 0.3
        assert await finds(reader)

    reading(house, work)


def test_a_file_that_is_gone(house: House) -> None:
    async def work(reader: SqliteReader) -> None:
        assert await finds(reader)
        away = file(house).rename(house.config.data / "away")
        await asyncio.sleep(NOTICED_S)
        assert await is_unavailable(reader) < 0.1
        away.rename(file(house))
        assert await finds(reader)

    reading(house, work)


def test_a_file_that_was_replaced_is_read_anew(house: House, databases: Databases, tmp_path: Path) -> None:
    async def work(reader: SqliteReader) -> None:
        assert await finds(reader)
        for name in ("triplicate.db", "triplicate.db-wal", "triplicate.db-shm"):
            (house.config.data / name).unlink(missing_ok=True)
        shutil.copyfile(file(other), file(house))
        await asyncio.sleep(NOTICED_S)
        assert await finds(reader, 2)
        with pytest.raises(Refused) as caught:
            await finds(reader, 1)
        assert caught.value.failure == NoSuchOrder(guid(1))

    with databases.fresh("sqlite", tmp_path / "other") as database:
        other = House(database.config())
        other.ready()
        accounts(other)
        bring(other, "marketiger", marketiger(2))
        with closing(sqlite3.connect(file(other))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        reading(house, work)


@pytest.mark.parametrize("content", [b"", b"x" * 100, os.urandom(100_000)], ids=["empty", "short", "noise"])
def test_a_file_that_never_was_a_database(house: House, content: bytes) -> None:
    house.store.close()
    shutil.rmtree(house.config.data)
    house.config.data.mkdir()
    file(house).write_bytes(content)

    async def work(reader: SqliteReader) -> None:
        for _ in range(2):
            assert await is_unavailable(reader) < 0.2

    reading(house, work)


def test_a_directory_in_its_place(house: House) -> None:
    house.store.close()
    shutil.rmtree(house.config.data)
    file(house).mkdir(parents=True)
    reading(house, is_unavailable)


@pytest.mark.parametrize("name", ["with space", "what?", "a#b", "a%20b", "a&b=c", "ünïcode", "'quoted\"", "a:b"])
def test_directories_with_unusual_names(databases: Databases, tmp_path: Path, name: str) -> None:
    with filled(databases, tmp_path / name) as house:
        assert reading(house, finds)
        assert sorted(path.name for path in (tmp_path / name).iterdir() if path.name.endswith((".db", ".key"))) == [
            "secret.key",
            "triplicate.db",
        ]
        assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_reader_before_there_is_a_file(tmp_path: Path) -> None:
    database = Database("sqlite", tmp_path / "nowhere", None)
    reading(House(database.config()), is_unavailable)
    assert not (tmp_path / "nowhere").exists()
