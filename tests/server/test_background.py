"""Background loops: started with the server, and ended when the server stops."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer

import httpx
import msgspec
import pytest

from tests.api.sample_dialect_fixtures import SampleHandlers, application, tokens
from tests.server.application_fixtures import serve_on_socket
from tests.store.database_fixtures import Database
from triplicate.main import Installation

PATIENCE_S = 20.0
CUP = {"name": "cup", "count": 1}


def test_loops_run_as_long_as_the_server(installation: Installation) -> None:
    started, ended = Event(), Event()

    async def loop() -> None:
        started.set()
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    with serve_on_socket(application(installation, SampleHandlers(), background=(loop,))):
        assert started.wait(PATIENCE_S)
        assert not ended.is_set()
    assert ended.is_set()


def test_a_loop_that_ends_by_accident_is_logged_and_ends_nothing_else(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    started = Event()

    async def stumble() -> None:
        started.set()
        raise ZeroDivisionError("divided")

    with serve_on_socket(application(installation, SampleHandlers(), background=(stumble,))) as (host, port):
        assert started.wait(PATIENCE_S)
        assert httpx.get(f"http://{host}:{port}/things", trust_env=False).status_code == 401
    assert "a background loop failed" in caplog.text
    assert "ZeroDivisionError: divided" in caplog.text


def test_a_loop_that_stumbles_while_it_ends_is_logged(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    started = Event()

    async def stumble() -> None:
        try:
            started.set()
            await asyncio.sleep(3600)
        finally:
            raise ZeroDivisionError("divided")

    with serve_on_socket(application(installation, SampleHandlers(), background=(stumble,))):
        assert started.wait(PATIENCE_S)
    assert "ZeroDivisionError: divided" in caplog.text


def test_a_change_under_way_is_finished_before_the_server_ends(installation: Installation) -> None:
    workshop, under_way, go_on = SampleHandlers(), Event(), Event()
    token = tokens(installation)["ann"]

    def making() -> None:
        under_way.set()
        assert go_on.wait(PATIENCE_S)

    workshop.making = making
    headers = {"Authorization": f"Bearer {token}"}
    with ThreadPoolExecutor(1) as pool:
        with serve_on_socket(application(installation, workshop)) as (host, port):
            url = f"http://{host}:{port}/things"
            asked = pool.submit(httpx.post, url, json=CUP, headers=headers, trust_env=False, timeout=PATIENCE_S)
            assert under_way.wait(PATIENCE_S)
            Timer(0.5, go_on.set).start()
        assert asked.result().status_code == 201
    assert installation.store.run("count", lambda unit: unit.ensure_setting("made", "0")) == "1"


def test_a_server_runs_jobs(installation: Installation) -> None:
    """It deletes what has expired when it starts."""
    with installation.store.sql.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO idempotency (account, caller, key, fingerprint, sealed, expires_at) "
            "VALUES ('a', 'c', 'k', 'f', '', '2020-01-01T00:00:00.000Z')"
        )
    with serve_on_socket(installation.application()):
        until = time.monotonic() + PATIENCE_S
        while _kept(installation) and time.monotonic() < until:
            time.sleep(0.02)
    assert _kept(installation) == 0


def _kept(installation: Installation) -> int:
    with installation.store.sql.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM idempotency").scalar_one())


def test_a_server_that_runs_no_jobs_leaves_them_alone(database: Database) -> None:
    installation = Installation(msgspec.structs.replace(database.config(), serve_jobs=False))
    installation.ensure_ready()
    with serve_on_socket(installation.application()) as (host, port):
        assert httpx.get(f"http://{host}:{port}/healthz", trust_env=False).status_code == 200
    with installation.store.sql.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM jobs").scalar_one() == 0
    installation.store.close()
