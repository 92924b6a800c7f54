"""Metrics of several processes: added up while they live, and when one dies its counters stay and its state goes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.observe.test_exposition import samples
from triplicate.observe.metrics import render_directory
from triplicate.observe.worker_blocks import directory_of, shared_directory

WORKER = """
import sys
from pathlib import Path
from triplicate.observe.families import UNITS, WRITE_QUEUE
from triplicate.observe.metrics import Metrics
tallies = Metrics(Path(sys.argv[1])).tallies
for line in sys.stdin:
    tallies.add(UNITS, "work", "committed")
    tallies.set(WRITE_QUEUE, value=1)
    print("counted", flush=True)
"""
UNITS = ("triplicate_units_of_work_total", frozenset({("unit", "work"), ("outcome", "committed")}))
QUEUE = ("triplicate_write_queue_units", frozenset[tuple[str, str]]())


class Worker:
    """A process that counts one unit of work for each line it gets."""

    def __init__(self, directory: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def count(self, times: int) -> None:
        """Has it count, and waits until it has."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        for _ in range(times):
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            assert self.process.stdout.readline() == "counted\n"

    def kill(self) -> None:
        """Ends it without a chance to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=20)


def test_workers_are_added_up_and_one_that_is_killed_is_continued(tmp_path: Path) -> None:
    with shared_directory(tmp_path / "metrics", os.getpid()) as directory:
        first, second = Worker(directory), Worker(directory)
        try:
            first.count(2)
            second.count(3)
            by_name = samples(render_directory(directory))
            assert (by_name[UNITS], by_name[QUEUE]) == (5, 2)
            first.kill()
            by_name = samples(render_directory(directory))
            assert (by_name[UNITS], by_name[QUEUE]) == (5, 1)
            first = Worker(directory)
            first.count(1)
            by_name = samples(render_directory(directory))
            assert (by_name[UNITS], by_name[QUEUE]) == (6, 2)
            assert len(list(directory.iterdir())) == 2
        finally:
            first.kill()
            second.kill()
    assert list((tmp_path / "metrics").iterdir()) == []


SUPERVISOR = """
import sys, time
from pathlib import Path
from triplicate.observe.worker_blocks import shared_directory
with shared_directory(Path(sys.argv[1]), int(sys.argv[2])):
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("is_killed", [True, False])
def test_what_a_killed_supervisor_left_is_removed_by_the_next_one_and_nothing_else(
    tmp_path: Path, is_killed: bool
) -> None:
    command = [sys.executable, "-c", SUPERVISOR, str(tmp_path), "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as former:
        assert former.stdout is not None
        assert former.stdout.readline() == "ready\n"
        if is_killed:
            former.kill()
            former.wait(20)
        with shared_directory(tmp_path, 2):
            assert directory_of(tmp_path, 1).exists() is not is_killed
        former.kill()
