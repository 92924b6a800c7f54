"""`triplicate serve` as a process: several workers, revocation while it serves, and a database that hangs."""

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]
import pytest

from tests.conformance.operation_fixtures import auth_headers, error_message, order_url
from tests.e2e.process_fixtures import ProgramProcess, run
from tests.store.database_fixtures import KINDS, Database, DatabaseFactory, server
from tests.store.document_fixtures import guid, native_order

pytestmark = pytest.mark.e2e
AT_MOST_S = 5.0
ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    """An account with one order, brought in by the command line on an empty database."""
    with databases.create(request.param, tmp_path / "data", migrated=False) as made:
        assert run(made, "account", "create", "Ours", "--id", ACCOUNT) == f"{ACCOUNT}\n"
        run(made, "import", "native", "-", "--account", ACCOUNT, stdin=document(native_order(1)))
        yield made


def document(value: dict) -> bytes:
    return json.dumps(value).encode()


def token(database: Database) -> str:
    return run(database, "token", "create", "native", "--account", ACCOUNT).strip()


def ask(base: str, token: str) -> httpx.Response:
    headers = auth_headers("native", token)
    return httpx.get(base + order_url("native", guid(1)), headers=headers, timeout=20, trust_env=False)


def revoked_within(base: str, database: Database, token: str) -> float:
    """How long after the revocation the last good answer came, asking all the time over many connections."""
    id = next(line.split("\t")[0] for line in run(database, "token", "list").splitlines() if "\tvalid\t" in line)
    assert run(database, "token", "revoke", id) == "revoked: 1\n"
    revoked, last, refused = time.monotonic(), 0.0, 0
    while refused < 30 and time.monotonic() - revoked < AT_MOST_S + 3:
        if ask(base, token).status_code == 200:
            last, refused = time.monotonic() - revoked, 0
        else:
            refused += 1
        time.sleep(0.03)
    assert refused >= 30
    return last


@pytest.mark.slow
def test_several_workers(database: Database, tmp_path: Path) -> None:
    """They share the port and the orders; a revocation reaches each; one that dies is replaced; all end together."""
    with ProgramProcess(database, "serve", "--port", "0", "--workers", "2", scratch=tmp_path) as running:
        base, bearer = running.wait_until_ready(), token(database)
        with ThreadPoolExecutor(8) as pool:
            assert {reply.status_code for reply in pool.map(lambda _: ask(base, bearer), range(60))} == {200}
        changed = document(native_order(1, reference="new", updated_at="2030-01-01T00:00:00Z"))
        assert run(database, "import", "native", "-", "--account", ACCOUNT, stdin=changed).startswith(
            "0 new, 1 updated"
        )
        assert {ask(base, bearer).json()["reference"] for _ in range(10)} == {"new"}
        assert revoked_within(base, database, bearer) < AT_MOST_S
        one_dies(running, base)
        children = psutil.Process(running.process.pid).children(recursive=True)
        start = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - start < 8
        _, alive = psutil.wait_procs(children, timeout=3)
        assert not alive
        assert "Traceback" not in running.errors


def one_dies(running: ProgramProcess, base: str) -> None:
    """Kills a worker; after a while another one is in its place, and every request is answered."""
    parent = psutil.Process(running.process.pid)
    workers = {child.pid for child in parent.children() if "spawn_main" in " ".join(child.cmdline())}
    assert len(workers) == 2
    os.kill(min(workers), signal.SIGKILL)
    until = time.monotonic() + 15
    while len({child.pid for child in parent.children()} - workers) < 1 and time.monotonic() < until:
        time.sleep(0.05)
    answered = 0
    while answered < 20:
        try:
            assert httpx.get(f"{base}/healthz", trust_env=False, timeout=5).status_code == 200
            answered += 1
        except httpx.TransportError:
            assert time.monotonic() < until, "no worker came in its place"
            answered = 0
            time.sleep(0.05)


def test_headers_that_are_too_large_for_several_workers(database: Database, tmp_path: Path) -> None:
    with ProgramProcess(database, "serve", "--port", "0", "--workers", "2", scratch=tmp_path) as running:
        base = running.wait_until_ready()
        reply = httpx.get(f"{base}/v1/orders/1", headers={"X-Large": "a" * 100_000}, trust_env=False)
        error_message(reply, "native", 431)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_while_the_database_hangs(database: Database, tmp_path: Path) -> None:
    """With the deadline as it is shipped: health answers, waiting requests end with an error, and it recovers.

    A SQLite file that a server has open cannot be locked for its readers; tests/http has one that nobody writes to.
    """
    with ProgramProcess(database, "serve", "--port", "0", scratch=tmp_path) as running:
        base, bearer = running.wait_until_ready(), token(database)
        assert ask(base, bearer).status_code == 200  # health alone is answered before everything is loaded
        with server().frozen(), ThreadPoolExecutor(20) as pool:
            start = time.monotonic()
            waiting = [pool.submit(ask, base, bearer) for _ in range(20)]
            for _ in range(20):
                start_time = time.monotonic()
                assert httpx.get(f"{base}/healthz", trust_env=False).status_code == 200
                assert time.monotonic() - start_time < 1
            for reply in waiting:
                error_message(reply.result(), "native", 503)
            assert time.monotonic() - start < 8
        until = time.monotonic() + 10
        while ask(base, bearer).status_code != 200:
            assert time.monotonic() < until
        assert "Traceback" not in running.errors


def test_as_the_systemd_unit_starts_it(database: Database, tmp_path: Path) -> None:
    unit = Path(__file__).parents[2] / "docs" / "operate" / "triplicate.service"
    (line,) = [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
    words = line.partition("/bin/triplicate ")[2].replace("8000", "0").split()
    with ProgramProcess(database, *words, scratch=tmp_path) as running:
        reply = httpx.get(
            f"{running.wait_until_ready()}/v1/orders/1", headers={"X-Forwarded-Proto": "https"}, trust_env=False
        )
        error_message(reply, "native", 401)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_more_connections_than_descriptors(database: Database, tmp_path: Path) -> None:
    """260 callers with 200 descriptors, each of whom sends a byte now and then: health is answered all the time."""
    with ProgramProcess(database, "serve", "--port", "0", scratch=tmp_path, descriptors=200) as running:
        base, bearer = running.wait_until_ready(), token(database)
        host, port = base.removeprefix("http://").split(":")
        dripping: list[socket.socket] = []
        try:
            for number in range(260):
                caller = socket.create_connection((host, int(port)), timeout=10)
                dripping.append(caller)
                caller.sendall(b"\r\n" if number % 2 else b"GET / HTTP/1.1\r\nX: ")
            for _ in range(30):
                assert httpx.get(f"{base}/healthz", trust_env=False, timeout=5).status_code == 200
                for number, caller in enumerate(dripping):
                    with suppress(OSError):
                        caller.send(b"\r\n" if number % 2 else b"x")
            assert ask(base, bearer).status_code == 503
            open_files = psutil.Process(running.process.pid).num_fds()
            assert open_files < 200
        finally:
            for caller in dripping:
                caller.close()
        until = time.monotonic() + 10
        while ask(base, bearer).status_code != 200:
            assert time.monotonic() < until
        assert "Traceback" not in running.errors
