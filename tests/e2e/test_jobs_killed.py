"""Jobs outlive kill -9 of any process at any moment: none is lost, and each effect shows once."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.process_fixtures import environment
from tests.store.database_fixtures import Database
from tests.workers.job_process import HANDLERS, expected_count
from triplicate.core.jobs.job import JobState
from triplicate.main import Installation

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PATIENCE_S = 120.0
_QUEUED_PER_LIFE = 100_000


class Crew:
    """Two processes that run jobs and one that queues them, each started again when it was killed."""

    def __init__(self, database: Database, scratch: Path) -> None:
        self._database = database
        self._scratch = scratch
        self._starts = 0
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Crew":
        for name in ("first worker", "second worker", "producer"):
            self._start(name)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()

    def kill(self, name: str) -> None:
        """Kills a process, and starts it again."""
        os.kill(self._processes[name].pid, signal.SIGKILL)
        assert self._processes[name].wait() == -signal.SIGKILL
        self._start(name)

    def names(self) -> list[str]:
        """The names of the processes."""
        return list(self._processes)

    def stop(self, name: str) -> None:
        """Ends a process in order."""
        self._processes[name].terminate()
        assert self._processes[name].wait(30) == 0

    def _start(self, name: str) -> None:
        self._starts += 1
        ready = self._scratch / f"ready {self._starts}"
        words = ["queue", str(self._starts * _QUEUED_PER_LIFE)] if name == "producer" else ["run"]
        self._processes[name] = subprocess.Popen(
            [sys.executable, "-m", "tests.workers.job_process", *words, str(ready)],
            env=environment(self._database),
            cwd=ROOT,
        )
        until = time.monotonic() + PATIENCE_S
        while not ready.exists():
            assert self._processes[name].poll() is None, "it ended by itself"
            assert time.monotonic() < until, "it never began"
            time.sleep(0.01)


@pytest.mark.parametrize(
    ("kills", "seed"), [(4, 1), *(pytest.param(40, seed, marks=pytest.mark.soak) for seed in range(2, 7))]
)
def test_any_process_may_be_killed_at_any_moment(
    installation: Installation, database: Database, tmp_path: Path, kills: int, seed: int
) -> None:
    chance = random.Random(seed)
    with Crew(database, tmp_path) as crew:
        for turn in range(kills):
            time.sleep(chance.uniform(0, 0.4))
            crew.kill(crew.names()[turn % 3] if kills < 10 else chance.choice(crew.names()))
        crew.stop("producer")
        _wait_until_done(installation)
        for name in ("first worker", "second worker"):
            crew.stop(name)
    queued, counts = _settings(installation, "queued"), _settings(installation, "count")
    assert len(queued) > kills
    assert counts == {number: expected_count(number) for number in queued}


def _wait_until_done(installation: Installation) -> None:
    until, least = time.monotonic() + PATIENCE_S, sys.maxsize
    while states := _open_states(installation):
        if sum(states.values()) < least:
            until, least = time.monotonic() + PATIENCE_S, sum(states.values())
        assert time.monotonic() < until, states
        time.sleep(0.05)


def _open_states(installation: Installation) -> dict[str, int]:
    """How many jobs are in each state but done."""
    kinds = ", ".join(f"'{each.kind.name}'" for each in HANDLERS)
    statement = f"SELECT state, count(*) FROM jobs WHERE kind IN ({kinds}) AND state != 'done' GROUP BY state"
    with installation.store.sql.connect() as connection:
        states = {str(row[0]): int(row[1]) for row in connection.exec_driver_sql(statement)}
    assert JobState.DEAD not in states
    return states


def _settings(installation: Installation, word: str) -> dict[int, int]:
    with installation.store.sql.connect() as connection:
        rows = connection.exec_driver_sql(f"SELECT name, value FROM settings WHERE name LIKE '{word} %%'").all()
    return {int(str(row[0]).split()[1]): int(row[1]) for row in rows}
