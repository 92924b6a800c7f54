"""The database locked, gone, replaced or hanging: an error in the envelope within the deadline, health meanwhile."""

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

from tests.conformance.operation_fixtures import get, message, order_url, signed_in
from tests.conftest import Demo
from tests.server.application_fixtures import WAYS, asking
from tests.store.database_fixtures import Databases, server
from triplicate.app.ports import Reader
from triplicate.demo import data
from triplicate.main import House
from triplicate.store.readers.postgres import PostgresReader
from triplicate.store.readers.sqlite import SqliteReader

DEADLINE_S = 0.5
NOTICED_S = 1.5
"""A file that is gone is noticed within this time."""
DIALECTS = ("marketiger", "printags", "axim")


class Hurried(House):
    """A Triplicate whose reads have a shorter deadline."""

    def reader(self) -> Reader:
        if self.config.database_url is None:
            return SqliteReader(self.config.data / "triplicate.db", DEADLINE_S)
        return PostgresReader(self.config.database_url, DEADLINE_S)


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Demo]:
    with databases.fresh(request.param, tmp_path / "data") as database:
        house = Hurried(database.config())
        house.ready()
        data.prepare(house, orders=0)
        yield Demo(house, database, data.credentials(house, "http://x"))
        house.store.close()


@pytest.fixture(params=WAYS)
def asker(request: pytest.FixtureRequest, own: Demo) -> Iterator[httpx.Client]:
    with asking(own.house.application(), request.param) as made:
        yield made


only_sqlite = pytest.mark.parametrize("own", ["sqlite"], indirect=True)
in_one_way = pytest.mark.parametrize("asker", ["over a socket"], indirect=True)
only_postgres = pytest.mark.parametrize("own", ["postgresql"], indirect=True)


def ids(demo: Demo) -> dict[str, str]:
    return {dialect: demo.known[dialect]["order_id"] for dialect in DIALECTS}


def fails(client: httpx.Client, demo: Demo) -> None:
    """Every dialect answers 500 in its envelope in time, many wait no longer than one, and health answers."""
    begun = time.monotonic()
    with ThreadPoolExecutor(12) as pool:
        asked = [
            (dialect, pool.submit(get, client, demo, dialect, id))
            for dialect, id in ids(demo).items()
            for _ in range(3)
        ]
        assert client.get("/healthz").status_code == 200
        assert time.monotonic() - begun < DEADLINE_S
        for dialect, reply in asked:
            assert "database" in message(reply.result(), dialect, 500)
    assert time.monotonic() - begun < 2 * DEADLINE_S + 0.5


def works(client: httpx.Client, demo: Demo) -> None:
    for dialect, id in ids(demo).items():
        assert get(client, demo, dialect, id).status_code == 200


def until_it_works(client: httpx.Client, demo: Demo, patience_s: float = 5) -> None:
    until = time.monotonic() + patience_s
    while get(client, demo, "axim", ids(demo)["axim"]).status_code != 200:
        assert time.monotonic() < until, "it did not recover"
        time.sleep(0.05)
    works(client, demo)


@only_sqlite
def test_a_locked_file(asker: httpx.Client, own: Demo) -> None:
    own.house.store.close()  # else its connection keeps anybody from locking the file
    with closing(sqlite3.connect(own.database.data / "triplicate.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        fails(asker, own)
        fails(asker, own)
    until_it_works(asker, own)


@only_sqlite
def test_a_writer_is_in_nobodys_way(asker: httpx.Client, own: Demo) -> None:
    with closing(sqlite3.connect(own.database.data / "triplicate.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE accounts SET name = 'changed'")
        begun = time.monotonic()
        works(asker, own)
        assert time.monotonic() - begun < DEADLINE_S
        other.execute("ROLLBACK")


@only_sqlite
@in_one_way
def test_a_file_that_is_gone_and_comes_back(asker: httpx.Client, own: Demo) -> None:
    works(asker, own)
    file = own.database.data / "triplicate.db"
    file.rename(file.with_name("elsewhere"))
    time.sleep(NOTICED_S)
    fails(asker, own)
    file.with_name("elsewhere").rename(file)
    until_it_works(asker, own)


@only_sqlite
@in_one_way
def test_a_directory_that_is_gone(asker: httpx.Client, own: Demo) -> None:
    works(asker, own)
    shutil.rmtree(own.database.data)
    time.sleep(NOTICED_S)
    fails(asker, own)


@only_sqlite
@in_one_way
def test_a_file_that_was_replaced_by_something_else(asker: httpx.Client, own: Demo) -> None:
    works(asker, own)
    other = own.database.data / "other"
    other.write_bytes(os.urandom(50_000))
    other.replace(own.database.data / "triplicate.db")
    time.sleep(NOTICED_S)
    fails(asker, own)


@only_sqlite
@in_one_way
def test_a_file_that_was_replaced_by_an_empty_database(asker: httpx.Client, own: Demo) -> None:
    works(asker, own)
    (own.database.data / "other").touch()
    (own.database.data / "other").replace(own.database.data / "triplicate.db")
    time.sleep(NOTICED_S)
    fails(asker, own)


@only_postgres
def test_a_server_that_hangs(asker: httpx.Client, own: Demo) -> None:
    works(asker, own)
    with server().frozen():
        fails(asker, own)
        fails(asker, own)
    until_it_works(asker, own)


@only_postgres
def test_a_server_that_hangs_before_anybody_asked(asker: httpx.Client, own: Demo) -> None:
    with server().frozen():
        fails(asker, own)
    until_it_works(asker, own)


@only_postgres
def test_connections_that_were_ended(asker: httpx.Client, own: Demo) -> None:
    for _ in range(3):
        works(asker, own)
        assert server().terminate(own.house.engine.url.database) >= 1  # type: ignore[union-attr, arg-type]
        works(asker, own)


@only_postgres
def test_a_table_that_is_locked(asker: httpx.Client, own: Demo) -> None:
    works(asker, own)
    with own.house.store.sql.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE orders, credentials IN ACCESS EXCLUSIVE MODE")
        fails(asker, own)
        connection.rollback()
    until_it_works(asker, own)


@only_postgres
def test_a_database_that_is_gone(asker: httpx.Client, own: Demo) -> None:
    works(asker, own)
    name = own.house.engine.url.database  # type: ignore[union-attr]
    server().drop(name)  # type: ignore[arg-type]
    fails(asker, own)


def test_what_can_be_said_without_the_database_is_said(asker: httpx.Client, own: Demo) -> None:
    with own.house.store.sql.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE orders RENAME TO elsewhere")
        connection.exec_driver_sql("ALTER TABLE credentials RENAME TO elsewhere_too")
        connection.commit()
    message(asker.get("/orders/1"), "axim", 401)
    message(asker.get("/orders"), "axim", 404)
    message(asker.post(order_url("marketiger", "x")), "marketiger", 405)
    message(asker.get("/v2/Order/GetOrder", headers=signed_in("marketiger", "a.b.c")), "marketiger", 401)
    assert asker.get("/openapi/axim.json").status_code == 200
    fails(asker, own)


def test_what_went_wrong_is_in_the_log_under_the_requests_id(
    asker: httpx.Client, own: Demo, caplog: pytest.LogCaptureFixture
) -> None:
    with own.house.store.sql.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE orders RENAME TO elsewhere")
    reply = get(asker, own, "axim", ids(own)["axim"], **{"X-Request-Id": "look-for-me"})
    assert "elsewhere" not in message(reply, "axim", 500)
    (line,) = [record.getMessage() for record in caplog.records if "look-for-me" in record.getMessage()]
    assert "orders" in line
    assert own.token("axim") not in caplog.text
