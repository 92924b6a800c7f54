"""Crash recovery of an import: after a kill, acknowledged orders exist, and a rerun completes it without duplicates."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.process_fixtures import TIMEOUT_S, command_line, environment, run
from tests.store.database_fixtures import KINDS, Database, DatabaseFactory
from tests.store.document_fixtures import guid, native_lines, native_order

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"
ORDERS = 1500


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    with databases.create(request.param, tmp_path / "data", migrated=False) as made:
        run(made, "account", "create", "Ours", "--id", ACCOUNT)
        yield made


def exported(database: Database) -> list[dict]:
    return [json.loads(line) for line in run(database, "export", "native").splitlines()]


def test_kill_9_in_the_middle(database: Database, tmp_path: Path) -> None:
    documents = [native_order(n, lines=native_lines(0, 0)) for n in range(1, ORDERS + 1)]
    content = b"".join(json.dumps(document).encode() + b"\n" for document in documents)
    arguments = ("import", "native", "-", "--account", ACCOUNT)
    killed = 0
    for share in (0.3, 0.6):
        process = subprocess.Popen(
            command_line(*arguments), env=environment(database), stdin=subprocess.PIPE, start_new_session=True
        )
        try:
            assert process.stdin is not None
            process.stdin.write(content[: int(len(content) * share)])
            process.stdin.flush()
            time.sleep(0.2)
            assert process.poll() is None
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=TIMEOUT_S)
        there = exported(database)
        assert killed <= len(there) < ORDERS
        killed = len(there)
        numbers = [order["number"] for order in there]
        assert sorted(numbers) == list(range(1, killed + 1))
    assert killed > 0, "it was killed before anything was stored"
    assert (
        run(database, *arguments, stdin=content)
        == f"{ORDERS - killed} new, 0 updated, 0 stale, {killed} unchanged, 0 refused\n"
    )
    there = exported(database)
    assert sorted(order["number"] for order in there) == list(range(1, ORDERS + 1))
    assert sorted(order["id"] for order in there) == sorted(guid(n) for n in range(1, ORDERS + 1))
    lines = [line["id"] for order in there for line in order["lines"]]
    assert len(set(lines)) == 2 * ORDERS
