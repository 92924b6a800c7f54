"""Crash recovery of an import: after a kill, acknowledged orders exist, and a rerun completes it without duplicates."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.e2e.process_fixtures import TIMEOUT_S, command_line, environment, run
from tests.store.database_fixtures import KINDS, Database, DatabaseFactory
from tests.store.document_fixtures import guid, native_lines, native_order
from triplicate.main import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"
ORDERS = 5000


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    with databases.create(request.param, tmp_path / "data", migrated=False) as made:
        run(made, "account", "create", "Ours", "--id", ACCOUNT)
        yield made


def stored_numbers(database: Database, kind: str) -> list[int]:
    """The running numbers of all orders, or of all lines."""
    query = "SELECT number FROM orders" if kind == "order" else "SELECT number FROM numbers WHERE kind = 'line'"
    store = Installation(database.config()).store
    try:
        with store.sql.connect() as connection:
            return sorted(connection.execute(text(query)).scalars())
    finally:
        store.close()


def wait_for_more_than(orders: int, database: Database) -> None:
    until = time.monotonic() + TIMEOUT_S
    while len(stored_numbers(database, "order")) <= orders:
        assert time.monotonic() < until, "nothing more was stored"
        time.sleep(0.05)


def test_kill_9_in_the_middle(database: Database, tmp_path: Path) -> None:
    documents = [native_order(n, lines=native_lines(0, 0)) for n in range(1, ORDERS + 1)]
    content = b"".join(json.dumps(document).encode() + b"\n" for document in documents)
    arguments = ("import", "native", "-", "--account", ACCOUNT)
    killed = 0
    for share in (0.5, 0.8):
        process = subprocess.Popen(
            command_line(*arguments, "--processes", "2"),
            env=environment(database),
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            assert process.stdin is not None
            process.stdin.write(content[: int(len(content) * share)])
            process.stdin.flush()
            wait_for_more_than(killed, database)
            assert process.poll() is None
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=TIMEOUT_S)
        numbers = stored_numbers(database, "order")
        assert killed < len(numbers) < ORDERS
        killed = len(numbers)
        assert numbers == list(range(1, killed + 1))
        assert stored_numbers(database, "line") == list(range(1, 2 * killed + 1))
    assert (
        run(database, *arguments, stdin=content)
        == f"{ORDERS - killed} new, 0 updated, 0 stale, {killed} unchanged, 0 refused\n"
    )
    assert stored_numbers(database, "order") == list(range(1, ORDERS + 1))
    assert stored_numbers(database, "line") == list(range(1, 2 * ORDERS + 1))
    ids = [json.loads(line)["id"] for line in run(database, "export", "native").splitlines()]
    assert sorted(ids) == [guid(n) for n in range(1, ORDERS + 1)]
