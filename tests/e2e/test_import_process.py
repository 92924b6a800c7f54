"""`triplicate import` as a process: constant memory for any file size, and a progress bar on a terminal."""

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.e2e.process_fixtures import TIMEOUT_S, command_line, environment, run
from tests.store.database_fixtures import Database, DatabaseFactory
from tests.store.document_fixtures import native_order
from triplicate.main import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"
MOST_GROWTH_BYTES = 12_000_000
ARGUMENTS = ("import", "native", "-", "--account", ACCOUNT)


@pytest.fixture
def database(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    with databases.create("sqlite", tmp_path / "data", migrated=False) as made:
        run(made, "account", "create", "Ours", "--id", ACCOUNT)
        yield made


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_memory_does_not_grow_with_the_file(database: Database, more: tuple[str, ...]) -> None:
    """Measured after 16 MB and after 48, of documents that are all read and looked up."""
    line = json.dumps(native_order(1, note="x" * 3000)).encode() + b"\n"
    process = subprocess.Popen(
        command_line(*ARGUMENTS, *more), env=environment(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    try:
        for _ in range(16_000_000 // len(line)):
            process.stdin.write(line)
        early = psutil.Process(process.pid).memory_info().rss
        for _ in range(32_000_000 // len(line)):
            process.stdin.write(line)
        late = psutil.Process(process.pid).memory_info().rss
        said, _ = process.communicate(timeout=TIMEOUT_S)
    finally:
        process.kill()
        process.wait()
    assert b"1 new" in said
    assert late - early < MOST_GROWTH_BYTES


def test_a_dry_run_holds_nothing_while_it_waits_for_input(database: Database) -> None:
    """Another process takes the account in the middle of it."""
    content = b"".join(json.dumps(native_order(n, note="x" * 1000)).encode() + b"\n" for n in range(1, 2000))
    process = subprocess.Popen(
        command_line(*ARGUMENTS, "--dry-run"), env=environment(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    store = Installation(database.config()).store
    try:
        process.stdin.write(content)
        process.stdin.flush()
        store.run("lock", lambda unit: unit.accounts.lock(ACCOUNT))
        assert process.poll() is None
        said, _ = process.communicate(timeout=TIMEOUT_S)
    finally:
        store.close()
        process.kill()
        process.wait()
    assert said == b"dry run, nothing written: 1999 new, 0 updated, 0 stale, 0 unchanged, 0 refused\n"


def test_a_progress_bar_on_a_terminal_and_nowhere_else(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    file.write_bytes(b"".join(json.dumps(native_order(n)).encode() + b"\n" for n in range(1, 600)))
    arguments = ("import", "native", str(file), "--account", ACCOUNT)
    controller, terminal = pty.openpty()
    own = environment(database) | {"TERM": "xterm", "COLUMNS": "100"}
    try:
        with subprocess.Popen(command_line(*arguments), env=own, stdout=subprocess.PIPE, stderr=terminal) as process:
            os.close(terminal)
            shown = b"".join(iter(lambda: read(controller), b""))
            said = process.stdout.read() if process.stdout else b""
        assert process.returncode == 0
    finally:
        os.close(controller)
    assert said == b"599 new, 0 updated, 0 stale, 0 unchanged, 0 refused\n"
    assert b"importing" in shown
    quiet = subprocess.run(command_line(*arguments), env=own, capture_output=True, check=True, timeout=TIMEOUT_S)
    assert quiet.stderr == b""


def read(terminal: int) -> bytes:
    """What the terminal shows next; nothing once the other side is gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_who_stops_reading_an_export_sees_no_traceback(database: Database) -> None:
    content = b"".join(json.dumps(native_order(n, note="x" * 1000)).encode() + b"\n" for n in range(1, 400))
    run(database, *ARGUMENTS, stdin=content)
    with subprocess.Popen(
        command_line("export", "native"), env=environment(database), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(TIMEOUT_S) == 1
