"""`triplicate order watch` as a process: events across server restarts, until it is interrupted."""

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.process_fixtures import TIMEOUT_S, ProgramProcess, free_port, run
from tests.store.database_fixtures import KINDS, Database, DatabaseFactory

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    with databases.create(request.param, tmp_path / "data", migrated=False) as made:
        run(made, "account", "create", "Ours", "--id", ACCOUNT)
        yield made


@pytest.fixture
def token(database: Database) -> str:
    scopes = ("--scope", "orders:read", "--scope", "orders:write")
    return run(database, "token", "create", "native", "--account", ACCOUNT, *scopes).strip()


def placed(database: Database, *where: str) -> str:
    """The id of a new order."""
    return run(database, "order", "place", "--line", "CARD-01=1@2.50", "--account", ACCOUNT, *where).strip()


def heard(watching: ProgramProcess, many: int) -> list[dict]:
    """The events that a watcher has printed, once there are so many."""
    until = time.monotonic() + TIMEOUT_S
    while watching.output.count("\n") < many:
        assert watching.process.poll() is None, watching.errors
        assert time.monotonic() < until, watching.output
        time.sleep(0.05)
    return [json.loads(line) for line in watching.output.splitlines()]


def scratch(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


def test_over_the_end_and_the_return_of_a_server(database: Database, token: str, tmp_path: Path) -> None:
    """Killed twice, and back under the same address: the watcher hears of everything, once."""
    port = free_port()
    where = ("--url", f"http://127.0.0.1:{port}", "--token", token)
    watch = ("order", "watch", "--json", "--after", "0", *where)
    ids: list[str] = []
    with ProgramProcess(database, *watch, scratch=scratch(tmp_path, "watch")) as watching:
        for turn in range(3):
            with ProgramProcess(
                database, "serve", "--port", str(port), scratch=scratch(tmp_path, f"serve {turn}")
            ) as server:
                server.wait_until_ready()
                ids += [placed(database, *where) for _ in range(2)]
                heard(watching, len(ids) - 1)
        events = heard(watching, len(ids) - 1)
        assert "retrying" in watching.errors
        assert token not in watching.errors
        with ProgramProcess(database, "serve", "--port", str(port), scratch=scratch(tmp_path, "serve last")) as server:
            server.wait_until_ready()
            events = heard(watching, len(ids))
            assert watching.stop(signal.SIGINT) == 0
    assert [(event["kind"], event["order"]) for event in events] == [("placed", id) for id in ids]
    assert [event["seq"] for event in events] == sorted({event["seq"] for event in events})
    assert "Traceback" not in watching.errors


def test_on_the_own_database_beside_a_server(database: Database, token: str, tmp_path: Path) -> None:
    """It sees what the server does, and what other commands do; stopped, it ends well."""
    with (
        ProgramProcess(database, "serve", "--port", "0", scratch=scratch(tmp_path, "serve")) as server,
        ProgramProcess(
            database, "order", "watch", "--json", "--after", "0", scratch=scratch(tmp_path, "watch")
        ) as watching,
    ):
        where = ("--url", server.wait_until_ready(), "--token", token)
        ids = [placed(database, *where), placed(database), placed(database, *where)]
        events = heard(watching, 3)
        assert [event["order"] for event in events] == ids
        assert [event["actor"]["credential"] == "operator" for event in events] == [False, True, False]
        assert watching.stop(signal.SIGINT) == 0
    following = re.search(r"continue with --after (\S+)", watching.errors)
    assert following is not None, watching.errors
    ids.append(placed(database))
    with ProgramProcess(
        database, "order", "watch", "--json", "--after", following[1], scratch=scratch(tmp_path, "again")
    ) as again:
        assert [event["order"] for event in heard(again, 1)] == ids[3:]
