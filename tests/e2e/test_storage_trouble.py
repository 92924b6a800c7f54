"""A server that is stopped, whose disk is full, or whose database is read-only: nothing acknowledged is lost."""

import os
import resource
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests.dialects.native.consistency_fixtures import check_consistency
from tests.dialects.native.native_api_fixtures import NativeApi, card_line, open_native_api
from tests.dialects.native.server_process_fixtures import prepared_installation, serve_process
from tests.e2e.process_fixtures import TIMEOUT_S
from tests.store.database_fixtures import Database, DatabaseFactory

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
CLIENTS, PAUSES = 4, 5


@pytest.fixture
def sqlite(databases: DatabaseFactory, tmp_path: Path) -> Database:
    with databases.create("sqlite", tmp_path / "data") as database:
        return database


def place(api: NativeApi, client: httpx.Client, key: str) -> httpx.Response:
    """The answer to an order placed under an idempotency key."""
    headers = {"Authorization": f"Bearer {api.tokens['clerk']}", "Idempotency-Key": key}
    return client.post("/v1/orders", json={"lines": [card_line()]}, headers=headers)


def get(api: NativeApi, client: httpx.Client, id: str) -> httpx.Response:
    return client.get(f"/v1/orders/{id}", headers={"Authorization": f"Bearer {api.tokens['clerk']}"})


def place_until(api: NativeApi, client: httpx.Client, name: int, done: Event) -> dict[str, str]:
    """Places orders until `done`; the id of each by its key. Each must be acknowledged."""
    ids: dict[str, str] = {}
    while not done.is_set():
        key = f"{name}-{len(ids)}"
        reply = place(api, client, key)
        assert reply.status_code == 201, reply.text
        ids[key] = reply.json()["id"]
    return ids


def test_stopped_and_continued_while_it_writes(database: Database, tmp_path: Path) -> None:
    """SIGSTOP and SIGCONT, as a machine does that is suspended or moved."""
    with (
        prepared_installation(database) as installation,
        serve_process(database, tmp_path / "server") as (process, client),
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        api, done = open_native_api(installation, client), Event()
        placing = [clients.submit(place_until, api, client, name, done) for name in range(CLIENTS)]
        for _ in range(PAUSES):
            time.sleep(0.1)
            os.killpg(process.process.pid, signal.SIGSTOP)
            time.sleep(0.3)
            os.killpg(process.process.pid, signal.SIGCONT)
        done.set()
        ids = {key: id for future in placing for key, id in future.result(TIMEOUT_S).items()}
        assert len(set(ids.values())) == len(ids) >= CLIENTS
        assert {order.guid for order in check_consistency(installation)} == set(ids.values())


def test_a_full_disk(sqlite: Database, tmp_path: Path) -> None:
    """No file may grow: writes answer 503, reads go on, and with room again the same keys yield one order each."""
    with prepared_installation(sqlite) as installation, serve_process(sqlite, tmp_path / "server") as (process, client):
        api = open_native_api(installation, client)
        first = place(api, client, "first").json()["id"]
        resource.prlimit(process.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        for attempt in range(20):
            reply = place(api, client, f"{attempt}")
            assert (reply.status_code, reply.json()["code"]) == (503, "unavailable"), reply.text
            assert get(api, client, first).status_code == 200
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(process.process.pid, resource.RLIMIT_FSIZE, unlimited)
        ids = {place(api, client, f"{attempt}").json()["id"] for attempt in range(20)}
        assert {order.guid for order in check_consistency(installation)} == {first, *ids}
        assert len(ids) == 20
        assert process.process.poll() is None


def test_a_read_only_database(sqlite: Database, tmp_path: Path) -> None:
    """It is read; writes answer 503 until it may be written again."""
    with prepared_installation(sqlite) as installation:
        api = open_native_api(installation, httpx.Client())
    with serve_process(sqlite, tmp_path / "before") as (_, client):
        first = place(api, client, "first").json()["id"]
    set_write_version(sqlite, 3)
    with serve_process(sqlite, tmp_path / "read-only") as (_, client):
        reply = place(api, client, "second")
        assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
        assert get(api, client, first).status_code == 200
    set_write_version(sqlite, 2)
    with serve_process(sqlite, tmp_path / "after") as (_, client):
        second = place(api, client, "second").json()["id"]
    with prepared_installation(sqlite) as installation:
        assert {order.guid for order in check_consistency(installation)} == {first, second}


def set_write_version(database: Database, version: int) -> None:
    """SQLite takes a file for read-only if this number in its header is above 2, whoever opens it."""
    with (database.data / "triplicate.db").open("r+b") as file:
        file.seek(18)
        file.write(bytes([version]))
