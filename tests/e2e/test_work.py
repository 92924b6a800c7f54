"""`triplicate work` as processes: runs jobs, ends in order, and replaces processes that were killed."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.e2e.process_fixtures import ProgramProcess
from tests.store.database_fixtures import Database
from triplicate.main import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PATIENCE_S = 60.0


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.02)


def recurring_jobs(installation: Installation) -> dict[str, str]:
    """When each recurring job is due again; only of those that have run."""
    with installation.store.sql.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT kind, due_at FROM jobs WHERE state = 'queued' AND due_at > created_at"
        ).all()
    return {str(kind): str(due_at) for kind, due_at in rows}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_runs_jobs_until_it_is_told_to_end(
    installation: Installation, database: Database, tmp_path: Path, how: signal.Signals
) -> None:
    with ProgramProcess(database, "work", scratch=tmp_path) as running:
        eventually(
            lambda: recurring_jobs(installation).keys() == {each.kind.name for each in installation.job_handlers}
        )
        assert running.stop(how, PATIENCE_S) == 0
        assert running.errors == ""
        assert running.output.startswith("Triplicate runs the jobs of ")


def test_only_the_kinds_it_is_told(installation: Installation, database: Database, tmp_path: Path) -> None:
    with ProgramProcess(database, "work", "--kinds", "delete-finished-jobs", scratch=tmp_path) as running:
        eventually(lambda: recurring_jobs(installation).keys() == {"delete-finished-jobs"})
        assert running.stop(patience_s=PATIENCE_S) == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_several_processes(installation: Installation, database: Database, tmp_path: Path) -> None:
    """One that is killed is replaced; when the first one is killed, the others end by themselves."""
    with ProgramProcess(database, "work", "--processes", "2", scratch=tmp_path) as running:
        parent = psutil.Process(running.process.pid)
        eventually(lambda: len(_workers(parent)) == 2)
        first, second = _workers(parent)
        os.kill(first.pid, signal.SIGKILL)
        eventually(lambda: len(_workers(parent)) == 2 and first not in _workers(parent))
        assert second in _workers(parent)
        eventually(lambda: len(recurring_jobs(installation)) == len(installation.job_handlers))
        workers = _workers(parent)
        os.kill(parent.pid, signal.SIGKILL)
        running.process.wait(PATIENCE_S)
        eventually(lambda: not any(each.is_running() and each.status() != "zombie" for each in workers))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_several_processes_end_in_order(installation: Installation, database: Database, tmp_path: Path) -> None:
    with ProgramProcess(database, "work", "--processes", "2", scratch=tmp_path) as running:
        parent = psutil.Process(running.process.pid)
        eventually(
            lambda: len(recurring_jobs(installation)) == len(installation.job_handlers) and len(_workers(parent)) == 2
        )
        workers = _workers(parent)
        assert running.stop(patience_s=PATIENCE_S) == 0
        assert not any(each.is_running() for each in workers)
        assert running.errors == ""


def _workers(parent: "psutil.Process") -> list["psutil.Process"]:
    """The processes that run jobs; Python has one more, which tracks resources."""
    workers = []
    for child in parent.children():
        with suppress(psutil.Error):  # it has just ended
            if "spawn_main" in " ".join(child.cmdline()):
                workers.append(child)
    return workers
