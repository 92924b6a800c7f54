"""The SQLite writer: one connection, kept; nobody waits for it for ever, and it writes on no file but the database."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.database_fixtures import Databases
from tests.store.document_fixtures import accounts, bring, guid, marketiger
from triplicate.app.ports import Unit
from triplicate.core.failures import Refused, Unavailable
from triplicate.main import House


@pytest.fixture
def house(databases: Databases, tmp_path: Path) -> Iterator[House]:
    with databases.fresh("sqlite", tmp_path / "data") as database:
        made = House(database.config())
        made.ready()
        accounts(made)
        yield made
        made.store.close()


def file(house: House) -> Path:
    return house.config.data / "triplicate.db"


def orders_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [guid for (guid,) in connection.execute("SELECT guid FROM orders ORDER BY guid")]


def test_it_writes_on_the_file_that_is_there_now(house: House, tmp_path: Path) -> None:
    """A backup that was put in place of the database gets the next order; the file that was moved away does not."""
    with closing(sqlite3.connect(file(house))) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
    bring(house, "marketiger", marketiger(1))
    for suffix in ("", "-wal", "-shm"):
        shutil.move(f"{file(house)}{suffix}", tmp_path / f"old.db{suffix}")
    shutil.move(tmp_path / "backup.db", file(house))
    bring(house, "marketiger", marketiger(2))
    assert orders_in(file(house)) == [guid(2)]
    assert orders_in(tmp_path / "old.db") == [guid(1)]


def test_a_file_that_is_gone_is_not_made_anew(house: House, tmp_path: Path) -> None:
    away = file(house).rename(tmp_path / "away.db")
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            bring(house, "marketiger", marketiger(1))
        assert caught.value.failure == Unavailable()
    assert not file(house).exists()
    away.rename(file(house))
    assert bring(house, "marketiger", marketiger(1)) == ["new"]


def test_waiting_for_the_writer_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triplicate.store.engine.BUSY_TIMEOUT_S", 0.1)
    impatient = House(house.config)
    begun, over = threading.Event(), threading.Event()

    def hold(unit: Unit) -> None:
        begun.set()
        over.wait(5)

    thread = threading.Thread(target=impatient.store.run, args=("hold", hold))
    thread.start()
    assert begun.wait(5)
    for waiting in (impatient, House(house.config)):  # for the connection, and for the file
        with pytest.raises(Refused) as caught:
            waiting.store.run("wait", lambda unit: unit.accounts.all())
        assert caught.value.failure == Unavailable()
    over.set()
    thread.join()
    assert len(impatient.store.run("look", lambda unit: unit.accounts.all())) == 2
    impatient.store.close()
