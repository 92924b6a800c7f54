"""The SQLite reader: reads on the event loop's thread, blocks nobody, never reads a replaced file."""

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

from tests.store.database_fixtures import Database, DatabaseFactory
from tests.store.document_fixtures import ACCOUNT, add_accounts, guid, import_each, native_order, principal_of
from triplicate.app.ports import OrderName
from triplicate.core.failures import DomainError, OrderNotFound, Unavailable
from triplicate.main import Installation
from triplicate.store.readers.sqlite import SqliteReader

DEADLINE_S = 0.4
NOTICED_S = 1.1


@contextmanager
def filled(databases: DatabaseFactory, data: Path) -> Iterator[Installation]:
    with databases.create("sqlite", data) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        add_accounts(installation)
        import_each(installation, "native", native_order(1))
        yield installation
        installation.store.close()


@pytest.fixture
def installation(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Installation]:
    with filled(databases, tmp_path / "data") as made:
        yield made


def file(installation: Installation) -> Path:
    return installation.config.data / "triplicate.db"


def reading(installation: Installation, work: Callable[[SqliteReader], Awaitable[Any]]) -> Any:
    """What `work` gives with a reader of its own."""

    async def inside() -> Any:
        reader = SqliteReader(file(installation), DEADLINE_S)
        try:
            return await asyncio.wait_for(work(reader), 20)
        finally:
            await reader.close()

    return asyncio.run(inside())


@contextmanager
def locked(installation: Installation) -> Iterator[None]:
    """Keeps everybody else from the file: no other connection may be open, not even an idle one."""
    installation.store.close()
    with closing(sqlite3.connect(file(installation), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def finds(reader: SqliteReader, number: int = 1) -> bool:
    order = await reader.find(principal_of(ACCOUNT), OrderName("guid", guid(number)))
    return guid(number).encode() in order.document


async def is_unavailable(reader: SqliteReader) -> float:
    start = time.monotonic()
    with pytest.raises(DomainError) as caught:
        await reader.find(principal_of(ACCOUNT), OrderName("guid", guid(1)))
    assert caught.value.failure == Unavailable()
    assert caught.value.__cause__ is not None
    return time.monotonic() - start


def test_it_sees_what_was_committed_at_once(installation: Installation) -> None:
    async def work(reader: SqliteReader) -> None:
        for number in range(2, 6):
            with pytest.raises(DomainError) as caught:
                await finds(reader, number)
            assert caught.value.failure == OrderNotFound(guid(number))
            import_each(installation, "native", native_order(number))
            assert await finds(reader, number)

    reading(installation, work)


def test_it_waits_for_no_writer(installation: Installation) -> None:
    async def work(reader: SqliteReader) -> None:
        with closing(sqlite3.connect(file(installation), isolation_level=None)) as writer:
            writer.execute("BEGIN EXCLUSIVE")
            writer.execute("DELETE FROM orders")
            start = time.monotonic()
            assert await finds(reader)
            assert time.monotonic() - start < DEADLINE_S / 2
            writer.execute("ROLLBACK")

    reading(installation, work)


def test_it_cannot_write(installation: Installation) -> None:
    async def work(reader: SqliteReader) -> None:
        await finds(reader)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader._connection.execute("DELETE FROM orders")  # type: ignore[union-attr]

    reading(installation, work)


def test_a_lock_that_ends_in_time_is_waited_for_off_the_loop(installation: Installation) -> None:
    async def work(reader: SqliteReader) -> None:
        loop = asyncio.get_running_loop()
        with locked(installation):
            waiting = asyncio.gather(*(finds(reader) for _ in range(3)))
            start = loop.time()
            await asyncio.sleep(DEADLINE_S / 4)
            assert loop.time() - start < DEADLINE_S / 2  # the loop was not held up
            assert not waiting.done()
        assert await waiting == [True] * 3

    reading(installation, work)


def test_a_lock_that_does_not_end_ends_at_the_deadline(installation: Installation) -> None:
    async def work(reader: SqliteReader) -> None:
        with locked(installation):
            assert max(await asyncio.gather(*(is_unavailable(reader) for _ in range(50)))) < DEADLINE_S + 0.3
            assert await is_unavailable(reader) < DEADLINE_S + 0.3
        assert await finds(reader)

    reading(installation, work)


def test_a_file_that_is_gone(installation: Installation) -> None:
    async def work(reader: SqliteReader) -> None:
        assert await finds(reader)
        away = file(installation).rename(installation.config.data / "away")
        await asyncio.sleep(NOTICED_S)
        assert await is_unavailable(reader) < 0.1
        away.rename(file(installation))
        assert await finds(reader)

    reading(installation, work)


def test_a_file_that_was_replaced_is_read_anew(
    installation: Installation, databases: DatabaseFactory, tmp_path: Path
) -> None:
    async def work(reader: SqliteReader) -> None:
        assert await finds(reader)
        for name in ("triplicate.db", "triplicate.db-wal", "triplicate.db-shm"):
            (installation.config.data / name).unlink(missing_ok=True)
        shutil.copyfile(file(other), file(installation))
        await asyncio.sleep(NOTICED_S)
        assert await finds(reader, 2)
        with pytest.raises(DomainError) as caught:
            await finds(reader, 1)
        assert caught.value.failure == OrderNotFound(guid(1))

    with databases.create("sqlite", tmp_path / "other") as database:
        other = Installation(database.config())
        other.ensure_ready()
        add_accounts(other)
        import_each(other, "native", native_order(2))
        with closing(sqlite3.connect(file(other))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        reading(installation, work)


@pytest.mark.parametrize("content", [b"", b"x" * 100, os.urandom(100_000)], ids=["empty", "short", "noise"])
def test_a_file_that_never_was_a_database(installation: Installation, content: bytes) -> None:
    installation.store.close()
    shutil.rmtree(installation.config.data)
    installation.config.data.mkdir()
    file(installation).write_bytes(content)

    async def work(reader: SqliteReader) -> None:
        for _ in range(2):
            assert await is_unavailable(reader) < 0.2

    reading(installation, work)


def test_a_directory_in_its_place(installation: Installation) -> None:
    installation.store.close()
    shutil.rmtree(installation.config.data)
    file(installation).mkdir(parents=True)
    reading(installation, is_unavailable)


@pytest.mark.parametrize("name", ["with space", "what?", "a#b", "a%20b", "a&b=c", "ünïcode", "'quoted\"", "a:b"])
def test_directories_with_unusual_names(databases: DatabaseFactory, tmp_path: Path, name: str) -> None:
    with filled(databases, tmp_path / name) as installation:
        assert reading(installation, finds)
        assert sorted(path.name for path in (tmp_path / name).iterdir() if path.name.endswith((".db", ".key"))) == [
            "secret.key",
            "triplicate.db",
        ]
        assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_reader_before_there_is_a_file(tmp_path: Path) -> None:
    database = Database("sqlite", tmp_path / "nowhere", None)
    reading(Installation(database.config()), is_unavailable)
    assert not (tmp_path / "nowhere").exists()
