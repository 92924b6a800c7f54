"""Database locked, gone, replaced or hanging: an error within the deadline, and healthy health checks."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.conformance.operation_fixtures import PREFIXES, auth_headers, error_message, get_order, order_url
from tests.conformance.registry import CONFORMANCES, SIGNED
from tests.conftest import Demo
from tests.server.application_fixtures import TRANSPORT_MODES, open_client
from tests.store.database_fixtures import DatabaseFactory, server
from triplicate.app.ports import Reader
from triplicate.demo import data, documents
from triplicate.main import Installation
from triplicate.observe.logs import TextFormatter
from triplicate.store.readers.postgres import PostgresReader
from triplicate.store.readers.sqlite import SqliteReader

DEADLINE_S = 0.5
NOTICED_S = 1.5
"""A file that is gone is noticed within this time."""


class ShortDeadlines(Installation):
    """A Triplicate whose reads have a shorter deadline."""

    def reader(self) -> Reader:
        if self.config.database_url is None:
            return SqliteReader(self.config.data / "triplicate.db", DEADLINE_S)
        return PostgresReader(self.config.database_url, DEADLINE_S)


@pytest.fixture(params=["sqlite", "postgresql"])
def breakable_demo(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Demo]:
    with databases.create(request.param, tmp_path / "data") as database:
        installation = ShortDeadlines(database.config())
        installation.ensure_ready()
        data.prepare(installation, orders=0)
        yield Demo(installation, database, data.credentials(installation, "http://x"))
        installation.store.close()


@pytest.fixture(params=TRANSPORT_MODES)
def breakable_client(request: pytest.FixtureRequest, breakable_demo: Demo) -> Iterator[httpx.Client]:
    with open_client(breakable_demo.installation.application(), request.param) as made:
        yield made


only_sqlite = pytest.mark.parametrize("breakable_demo", ["sqlite"], indirect=True)
in_one_way = pytest.mark.parametrize("breakable_client", ["over a socket"], indirect=True)
only_postgres = pytest.mark.parametrize("breakable_demo", ["postgresql"], indirect=True)


def ids(demo: Demo) -> dict[str, str]:
    return {dialect: demo.credentials[dialect]["order_id"] for dialect in documents.dialects()}


def fails(client: httpx.Client, demo: Demo) -> None:
    """Every dialect answers 500 in its envelope in time, many wait no longer than one, and health answers."""
    start = time.monotonic()
    with ThreadPoolExecutor(12) as pool:
        asked = [
            (dialect, pool.submit(get_order, client, demo, dialect, id))
            for dialect, id in ids(demo).items()
            for _ in range(3)
        ]
        assert client.get("/healthz").status_code == 200
        assert time.monotonic() - start < DEADLINE_S
        for dialect, reply in asked:
            assert "database" in error_message(reply.result(), dialect, 500)
    assert time.monotonic() - start < 2 * DEADLINE_S + 0.5


def works(client: httpx.Client, demo: Demo) -> None:
    for dialect, id in ids(demo).items():
        assert get_order(client, demo, dialect, id).status_code == 200


def until_it_works(client: httpx.Client, demo: Demo, patience_s: float = 5) -> None:
    until = time.monotonic() + patience_s
    dialect, id = next(iter(ids(demo).items()))
    while get_order(client, demo, dialect, id).status_code != 200:
        assert time.monotonic() < until, "it did not recover"
        time.sleep(0.05)
    works(client, demo)


@only_sqlite
def test_a_locked_file(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    breakable_demo.installation.store.close()  # else its connection keeps anybody from locking the file
    with closing(sqlite3.connect(breakable_demo.database.data / "triplicate.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        fails(breakable_client, breakable_demo)
        fails(breakable_client, breakable_demo)
    until_it_works(breakable_client, breakable_demo)


@only_sqlite
def test_a_writer_is_in_nobodys_way(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    with closing(sqlite3.connect(breakable_demo.database.data / "triplicate.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE accounts SET name = 'changed'")
        start = time.monotonic()
        works(breakable_client, breakable_demo)
        assert time.monotonic() - start < DEADLINE_S
        other.execute("ROLLBACK")


@only_sqlite
@in_one_way
def test_a_file_that_is_gone_and_comes_back(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    works(breakable_client, breakable_demo)
    file = breakable_demo.database.data / "triplicate.db"
    file.rename(file.with_name("elsewhere"))
    time.sleep(NOTICED_S)
    fails(breakable_client, breakable_demo)
    file.with_name("elsewhere").rename(file)
    until_it_works(breakable_client, breakable_demo)


@only_sqlite
@in_one_way
def test_a_directory_that_is_gone(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    works(breakable_client, breakable_demo)
    shutil.rmtree(breakable_demo.database.data)
    time.sleep(NOTICED_S)
    fails(breakable_client, breakable_demo)


@only_sqlite
@in_one_way
def test_a_file_that_was_replaced_by_something_else(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    works(breakable_client, breakable_demo)
    other = breakable_demo.database.data / "other"
    other.write_bytes(os.urandom(50_000))
    other.replace(breakable_demo.database.data / "triplicate.db")
    time.sleep(NOTICED_S)
    fails(breakable_client, breakable_demo)


@only_sqlite
@in_one_way
def test_a_file_that_was_replaced_by_an_empty_database(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    works(breakable_client, breakable_demo)
    (breakable_demo.database.data / "other").touch()
    (breakable_demo.database.data / "other").replace(breakable_demo.database.data / "triplicate.db")
    time.sleep(NOTICED_S)
    fails(breakable_client, breakable_demo)


@only_postgres
def test_a_server_that_hangs(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    works(breakable_client, breakable_demo)
    with server().frozen():
        fails(breakable_client, breakable_demo)
        fails(breakable_client, breakable_demo)
    until_it_works(breakable_client, breakable_demo)


@only_postgres
def test_a_server_that_hangs_before_anybody_asked(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    with server().frozen():
        fails(breakable_client, breakable_demo)
    until_it_works(breakable_client, breakable_demo)


@only_postgres
def test_connections_that_were_ended(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    for _ in range(3):
        works(breakable_client, breakable_demo)
        assert server().terminate(breakable_demo.installation.engine.parameters["dbname"]) >= 1  # type: ignore[union-attr]
        works(breakable_client, breakable_demo)


@only_postgres
def test_a_table_that_is_locked(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    works(breakable_client, breakable_demo)
    with breakable_demo.installation.store.sql.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE orders, credentials IN ACCESS EXCLUSIVE MODE")
        fails(breakable_client, breakable_demo)
        connection.rollback()
    until_it_works(breakable_client, breakable_demo)


@only_postgres
def test_a_database_that_is_gone(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    works(breakable_client, breakable_demo)
    name = breakable_demo.installation.engine.parameters["dbname"]  # type: ignore[union-attr]
    server().drop(name)
    fails(breakable_client, breakable_demo)


def test_what_can_be_said_without_the_database_is_said(breakable_client: httpx.Client, breakable_demo: Demo) -> None:
    with breakable_demo.installation.store.sql.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE orders RENAME TO elsewhere")
        connection.exec_driver_sql("ALTER TABLE credentials RENAME TO elsewhere_too")
        connection.commit()
    for name, prefix in PREFIXES:
        error_message(breakable_client.get(f"/{prefix}/no/such/path/at/all"), name, 404)
    for name in CONFORMANCES:
        url = order_url(name, "x")
        error_message(breakable_client.get(url), name, 401)
        error_message(breakable_client.post(url), name, 405)
        assert breakable_client.get(f"/openapi/{name}.json").status_code == 200
    for name in SIGNED:
        error_message(breakable_client.get(order_url(name, "x"), headers=auth_headers(name, "a.b.c")), name, 401)
    fails(breakable_client, breakable_demo)


def test_what_went_wrong_is_in_the_log_under_the_requests_id(
    breakable_client: httpx.Client, breakable_demo: Demo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(TextFormatter())
    with breakable_demo.installation.store.sql.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE orders RENAME TO elsewhere")
    dialect, id = next(iter(ids(breakable_demo).items()))
    reply = get_order(breakable_client, breakable_demo, dialect, id, **{"X-Request-Id": "look-for-me"})
    assert "elsewhere" not in error_message(reply, dialect, 500)
    (line,) = [line for line in caplog.text.splitlines() if f"[look-for-me {dialect} " in line]
    assert "orders" in line
    assert breakable_demo.token(dialect) not in caplog.text
