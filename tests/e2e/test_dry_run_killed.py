"""A dry run that ends early: customers' orders stay neither in DATA nor in the temporary directory."""

import json
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.process_fixtures import TIMEOUT_S, command_line, environment, heed_interrupts, run
from tests.store.database_fixtures import Database, DatabaseFactory
from tests.store.document_fixtures import native_order

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"
CONTENT = b"".join(json.dumps(native_order(n, note="x" * 1000)).encode() + b"\n" for n in range(1, 2000))


@pytest.fixture
def database(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    with databases.create("sqlite", tmp_path / "data", migrated=False) as made:
        run(made, "account", "create", "Ours", "--id", ACCOUNT)
        yield made


def folders(database: Database) -> list[Path]:
    """The folders of dry runs in which a database was begun."""
    return [file.parent for file in (database.data / ".dry-runs").glob("*/triplicate.db")]


@contextmanager
def running_dry_run(database: Database, temporary: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A dry run that has met orders, and waits for more."""
    temporary.mkdir(exist_ok=True)
    process = subprocess.Popen(
        command_line("import", "native", "-", "--account", ACCOUNT, "--dry-run"),
        env=environment(database) | {"TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        preexec_fn=heed_interrupts,
    )
    assert process.stdin is not None
    try:
        process.stdin.write(CONTENT)
        process.stdin.flush()
        until = time.monotonic() + TIMEOUT_S
        while not folders(database):
            assert time.monotonic() < until, "no dry run began"
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_dry_run_that_is_told_to_end_leaves_nothing(
    database: Database, tmp_path: Path, number: signal.Signals
) -> None:
    with running_dry_run(database, tmp_path / "temporary") as process:
        process.send_signal(number)
        assert process.wait(TIMEOUT_S) == (130 if number is signal.SIGINT else 128 + number)
    assert folders(database) == []
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_a_killed_dry_run_left_is_deleted_by_the_next_command(database: Database, tmp_path: Path) -> None:
    with running_dry_run(database, tmp_path / "temporary") as process:
        (folder,) = folders(database)
        assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder.parent)] == [0o700, 0o700]
        run(database, "account", "list")
        assert folders(database) == [folder], "it still runs"
        process.kill()
        process.wait(TIMEOUT_S)
        assert folders(database) == [folder]
        run(database, "account", "list")
        assert not folder.exists()
    assert list((tmp_path / "temporary").iterdir()) == []
