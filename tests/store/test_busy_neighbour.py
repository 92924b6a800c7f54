"""A busy process on the same SQLite file: others get their turn between its transactions."""

import multiprocessing
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tests.store.database_fixtures import Database, DatabaseFactory
from tests.store.document_fixtures import add_accounts
from tests.store.group_fixtures import place_unit
from triplicate.main import Installation

PATIENCE_S, GROUP_SIZE, TURNS = 60.0, 10, 20


@pytest.fixture
def on_sqlite(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    with databases.create("sqlite", tmp_path / "data") as database:
        yield database


def write_until(database: Database, end: Path) -> None:
    """Commits groups without a pause until there is a file."""
    installation, places = Installation(database.config()), count()
    while not end.exists():
        installation.store.run_group([place_unit(next(places)) for _ in range(GROUP_SIZE)])
    installation.store.close()


def order_count(database: Database) -> int:
    """How many orders are committed."""
    with closing(sqlite3.connect(database.data / "triplicate.db", timeout=PATIENCE_S)) as connection:
        ((orders,),) = connection.execute("SELECT count(*) FROM orders")
    return int(orders)


@pytest.mark.slow
def test_a_busy_process_lets_others_write(on_sqlite: Database, tmp_path: Path) -> None:
    """As when a server places orders without a pause, and somebody runs a command."""
    installation = Installation(on_sqlite.config())
    installation.ensure_ready()
    add_accounts(installation)
    end, until = tmp_path / "end", time.monotonic() + PATIENCE_S
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        writing = pool.submit(write_until, on_sqlite, end)
        while order_count(on_sqlite) == 0:
            assert time.monotonic() < until
            time.sleep(0.01)
        waits = []
        for _ in range(TURNS):
            before = order_count(on_sqlite)
            installation.store.run("other", lambda uow: uow.accounts.all())
            waits.append((order_count(on_sqlite) - before) // GROUP_SIZE)
        end.touch()
        writing.result()
    installation.store.close()
    assert sum(waits) < 10 * TURNS, waits
