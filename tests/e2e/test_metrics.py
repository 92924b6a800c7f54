"""Metrics of the real program: on an address of their own, beside the API, of several processes, and off."""

import os
import re
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.e2e.process_fixtures import TIMEOUT_S, ProgramProcess, free_port
from tests.observe.test_exposition import samples
from tests.store.database_fixtures import Database

pytestmark = pytest.mark.e2e
HEALTH = ("triplicate_requests_total", frozenset({("dialect", "pages"), ("operation", "/healthz"), ("status", "2xx")}))
PROCESSES = ("triplicate_processes", frozenset[tuple[str, str]]())


def get(url: str, **headers: str) -> httpx.Response:
    """The response, on a connection of its own."""
    return httpx.get(url, headers=headers, timeout=TIMEOUT_S, trust_env=False)


def children(pid: int) -> list[int]:
    """The server processes of a supervisor."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_an_address_of_their_own(database: Database, tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    with ProgramProcess(
        database, "serve", "--port", "0", scratch=tmp_path, more={"TRIPLICATE_METRICS": address}
    ) as running:
        base = running.wait_until_ready()
        assert re.search(rf"Metrics are at http://{address}/metrics\n", running.output)
        assert get(f"{base}/v1/orders/1").status_code == 401
        by_name = samples(get(f"http://{address}/metrics").content)
        labels = frozenset({("dialect", "native"), ("operation", "getOrder"), ("status", "4xx")})
        assert by_name["triplicate_requests_total", labels] == 1
        assert by_name[PROCESSES] == 1
        assert ("triplicate_pool_waiting", frozenset({("pool", "read")})) in by_name
        assert get(f"{base}/metrics").status_code == 404
        assert get(f"http://{address}/v1/orders/1").status_code == 404
        assert running.stop() == 0


@pytest.mark.parametrize(("setting", "status"), [("local", 403), ("public", 200), ("off", 404)])
def test_beside_the_api(database: Database, tmp_path: Path, setting: str, status: int) -> None:
    with ProgramProcess(
        database, "serve", "--port", "0", scratch=tmp_path, more={"TRIPLICATE_METRICS": setting}
    ) as running:
        base = running.wait_until_ready()
        assert get(f"{base}/metrics", **{"X-Forwarded-For": "203.0.113.7"}).status_code == status
        assert get(f"{base}/metrics").status_code == (404 if setting == "off" else 200)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_demo_has_them_too(database: Database, tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    with ProgramProcess(
        database, "demo", "--port", "0", scratch=tmp_path, more={"TRIPLICATE_METRICS": address}
    ) as running:
        running.wait_until_ready()
        assert samples(get(f"http://{address}/metrics").content)[PROCESSES] == 1


def test_several_processes_and_one_that_dies(database: Database, tmp_path: Path) -> None:
    """Every request counts once, whichever process answers, and also after the one that answered was killed."""
    address = f"127.0.0.1:{free_port()}"
    with ProgramProcess(
        database, "serve", "--port", "0", "--workers", "2", scratch=tmp_path, more={"TRIPLICATE_METRICS": address}
    ) as running:
        base = running.wait_until_ready()
        until = time.monotonic() + TIMEOUT_S
        while samples(get(f"http://{address}/metrics").content).get(PROCESSES) != 2 and time.monotonic() < until:
            time.sleep(0.1)
        before = samples(get(f"http://{address}/metrics").content)[HEALTH]
        for _ in range(30):
            assert get(f"{base}/healthz").status_code == 200
        os.kill(children(running.process.pid)[0], signal.SIGKILL)
        assert samples(get(f"http://{address}/metrics").content)[HEALTH] == before + 30
        while samples(get(f"http://{address}/metrics").content)[PROCESSES] != 2 and time.monotonic() < until:
            time.sleep(0.1)
        for _ in range(30):
            assert get(f"{base}/healthz").status_code == 200
        by_name = samples(get(f"http://{address}/metrics").content)
        assert (by_name[HEALTH], by_name[PROCESSES]) == (before + 60, 2)
        assert running.stop() == 0
    assert list((database.data / "metrics").iterdir()) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_directory_that_cannot_be_shared_is_reported(database: Database, tmp_path: Path) -> None:
    (database.data / "metrics").write_text("in the way")
    with ProgramProcess(
        database, "serve", "--port", "0", "--workers", "2", scratch=tmp_path, more={"TRIPLICATE_METRICS": "public"}
    ) as running:
        assert running.process.wait(TIMEOUT_S) == 1
        assert "triplicate: processes cannot share their metrics in" in running.errors
        assert "Traceback" not in running.errors
