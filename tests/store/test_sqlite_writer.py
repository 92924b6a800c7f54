"""The SQLite writer: one connection, bounded waiting, and no write to a replaced file."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.store.database_fixtures import DatabaseFactory
from tests.store.document_fixtures import add_accounts, guid, import_each, native_order
from triplicate.app.ports import UnitOfWork
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation
from triplicate.store.engine import SqliteEngine


@pytest.fixture
def installation(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Installation]:
    with databases.create("sqlite", tmp_path / "data") as database:
        made = Installation(database.config())
        made.ensure_ready()
        add_accounts(made)
        yield made
        made.store.close()


def file(installation: Installation) -> Path:
    return installation.config.data / "triplicate.db"


def orders_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [guid for (guid,) in connection.execute("SELECT guid FROM orders ORDER BY guid")]


def test_it_writes_on_the_file_that_is_there_now(installation: Installation, tmp_path: Path) -> None:
    """A backup that was put in place of the database gets the next order; the file that was moved away does not."""
    with closing(sqlite3.connect(file(installation))) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
    import_each(installation, "native", native_order(1))
    for suffix in ("", "-wal", "-shm"):
        shutil.move(f"{file(installation)}{suffix}", tmp_path / f"old.db{suffix}")
    shutil.move(tmp_path / "backup.db", file(installation))
    import_each(installation, "native", native_order(2))
    assert orders_in(file(installation)) == [guid(2)]
    assert orders_in(tmp_path / "old.db") == [guid(1)]


def test_a_file_that_is_gone_is_not_made_anew(installation: Installation, tmp_path: Path) -> None:
    away = file(installation).rename(tmp_path / "away.db")
    for _ in range(2):
        with pytest.raises(DomainError) as caught:
            import_each(installation, "native", native_order(1))
        assert caught.value.failure == Unavailable()
    assert not file(installation).exists()
    away.rename(file(installation))
    assert import_each(installation, "native", native_order(1)) == ["new"]


def test_waiting_for_the_writer_ends(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triplicate.store.engine.BUSY_TIMEOUT_S", 0.1)
    impatient = Installation(installation.config)
    begun, over = threading.Event(), threading.Event()

    def hold(unit: UnitOfWork) -> None:
        begun.set()
        over.wait(5)

    thread = threading.Thread(target=impatient.store.run, args=("hold", hold))
    thread.start()
    assert begun.wait(5)
    for waiting in (impatient, Installation(installation.config)):  # for the connection, and for the file
        with pytest.raises(DomainError) as caught:
            waiting.store.run("wait", lambda unit: unit.accounts.all())
        assert caught.value.failure == Unavailable()
    over.set()
    thread.join()
    assert len(impatient.store.run("look", lambda unit: unit.accounts.all())) == 2
    impatient.store.close()


class SteppedTime:
    """A clock that only sleeping moves, in place of the module `time`."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        """Seconds since its start."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Moves the clock."""
        self.now += max(seconds, 0.1)


def test_the_writer_is_waited_for_once(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite does not wait again itself, by its own timeout, after this program has waited."""
    clock, statements = SteppedTime(), list[str]()
    monkeypatch.setattr("triplicate.store.engine.BUSY_TIMEOUT_S", 1)
    monkeypatch.setattr("triplicate.store.engine.time", clock)
    installation.store.close()
    event.listen(installation.store.sql, "connect", lambda driver, _: driver.set_trace_callback(statements.append))
    with closing(sqlite3.connect(file(installation))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DomainError) as caught:
            installation.store.run("wait", lambda unit: unit.accounts.all())
    assert caught.value.failure == Unavailable()
    patience = [statement for statement in statements if "busy_timeout" in statement or "BEGIN" in statement]
    assert patience[0] == "PRAGMA busy_timeout=0"
    assert set(patience[1:-1]) == {"BEGIN IMMEDIATE"}
    assert patience[-1] == "PRAGMA busy_timeout=1000", "for what else the connection does"
    assert clock.now == pytest.approx(1, abs=0.2)


def test_the_files_are_their_owners_alone_also_in_an_open_directory(tmp_path: Path) -> None:
    """Whoever opens the database first makes the files; those beside it get the same mode."""
    (tmp_path / "open").mkdir(mode=0o755)
    mask = os.umask(0)
    try:
        engine = SqliteEngine(tmp_path / "open" / "triplicate.db")
        writer = engine.connect()
        with writer.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE anything (a)")
            modes = {file.name: oct(file.stat().st_mode & 0o777) for file in engine.files}
        writer.dispose()
    finally:
        os.umask(mask)
    assert modes == {f"triplicate.db{suffix}": "0o600" for suffix in ("", "-wal", "-shm")}
