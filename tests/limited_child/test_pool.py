"""Limited child processes: each limit ends a call and no more; children are reused, replaced, killed and reaped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.limited_child import call_fixtures as calls
from tests.limited_child.call_fixtures import Question, Reply
from triplicate.core.jobs.limits import MIB, Limits
from triplicate.limited_child.failures import Crash, MemoryLimit, SizeLimit, StartFailure, TimeLimit
from triplicate.limited_child.pool import Pool

LIMITS = Limits(memory=256 * MIB, cpu=1, wall=20.0)
PATIENCE_S = 20.0


@contextmanager
def pool(function: Callable[[Question], Reply], size: int = 1, **changes: Any) -> Iterator[Pool[Question, Reply]]:
    limits = {name: getattr(LIMITS, name) for name in LIMITS.__struct_fields__} | changes
    made = Pool(function, Limits(**limits), size)
    try:
        yield made
    finally:
        made.close()
        assert made.process_ids() == ()


def is_gone(process: int) -> bool:
    """Whether a process ended and was reaped."""
    return not Path(f"/proc/{process}").exists()


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.02)


def test_a_child_is_used_again() -> None:
    with pool(calls.echo) as echo:
        replies = [echo.run(Question(content=bytes([index]) * index * 100_000)) for index in range(10)]
        assert [len(reply.content) for reply in replies] == [index * 100_000 for index in range(10)]
        (process,) = {reply.process for reply in replies}
        assert echo.process_ids() == (process,)
        assert process != os.getpid()
    assert is_gone(process)


def test_a_child_is_replaced_after_some_calls() -> None:
    with pool(calls.echo, calls=3) as echo:
        processes = [echo.run(Question()).process for _ in range(7)]
    assert [processes.index(process) for process in processes] == [0, 0, 0, 3, 3, 3, 6]
    assert all(map(is_gone, processes))


def test_a_child_that_has_grown_is_replaced() -> None:
    """However much memory this process once had."""
    mine = bytearray(b"x") * (200 * MIB)
    with pool(calls.grow, resident=64 * MIB) as grow:
        small, large, after = (grow.run(Question(number)).process for number in (1, 100 * MIB, 1))
    del mine
    assert small == large != after


def test_an_idle_child_ends() -> None:
    with pool(calls.echo, idle=0.2) as echo:
        process = echo.run(Question()).process
        eventually(lambda: echo.process_ids() == ())
        assert is_gone(process)
        assert echo.run(Question()).process != process


def test_a_busy_child_is_not_ended_as_an_idle_one() -> None:
    with pool(calls.sleep, idle=0.5) as sleep:
        first = sleep.run(Question(0)).process
        assert sleep.run(Question(1)).process == first


def test_no_more_children_than_places() -> None:
    with pool(calls.sleep, size=2) as sleep, ThreadPoolExecutor(6) as crowd:
        replies = list(crowd.map(lambda _: sleep.run(Question(0)).process, range(30)))
        assert len(set(replies)) == 2
        assert set(sleep.process_ids()) == set(replies)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "number", "failure", "changes"),
    [
        (calls.spin, 30, TimeLimit, {}),
        (calls.sleep, 30, TimeLimit, {"wall": 0.5}),
        (calls.allocate, 1024 * MIB, MemoryLimit, {}),
        (calls.stumble, 7, Crash, {}),
        (calls.die, signal.SIGSEGV, Crash, {}),
        (calls.die, signal.SIGKILL, Crash, {}),
        (calls.die, signal.SIGTERM, Crash, {}),
        (calls.babble, 2 * MIB, SizeLimit, {"message": MIB}),
    ],
    ids=["cpu", "wall clock", "memory", "exception", "crash", "killed", "terminated", "too long a reply"],
)
def test_a_limit_ends_one_call_and_the_next_one_works(
    function: Callable[[Question], Reply], number: int, failure: type[Exception], changes: dict[str, Any]
) -> None:
    with pool(function, **changes) as limited:
        before = limited.run(Question()).process
        started = time.monotonic()
        with pytest.raises(failure):
            limited.run(Question(number))
        assert time.monotonic() - started < 15
        assert is_gone(before)
        assert limited.run(Question()).process != before


def test_the_message_of_an_exception_is_for_the_log() -> None:
    with pool(calls.stumble) as stumble, pytest.raises(Crash, match="stumbled over 7"):
        stumble.run(Question(7))


@pytest.mark.slow
def test_each_call_has_its_own_seconds() -> None:
    """The limit counts from the start of a process, so that it is moved on."""
    with pool(calls.spin, cpu=2) as spin:
        assert len({spin.run(Question(1)).process for _ in range(4)}) == 1


def test_a_child_that_died_between_jobs_is_replaced() -> None:
    with pool(calls.echo) as echo:
        process = echo.run(Question()).process
        os.kill(process, signal.SIGKILL)
        eventually(lambda: Path(f"/proc/{process}/stat").read_text().split()[2] == "Z")
        assert echo.run(Question()).process != process


def test_a_call_whose_child_is_killed_is_made_once_more() -> None:
    """The child stands still, so that it is killed exactly when it has got the call."""
    with pool(calls.echo) as echo, ThreadPoolExecutor(1) as elsewhere:
        process = echo.run(Question()).process
        os.kill(process, signal.SIGSTOP)
        call = elsewhere.submit(echo.run, Question(content=b"x"))
        eventually(lambda: not echo._idle)
        os.kill(process, signal.SIGKILL)
        assert call.result(PATIENCE_S).content == b"x"
        assert is_gone(process)


def test_a_child_knows_no_secrets_and_has_no_descriptors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRIPLICATE_DATABASE_URL", "postgresql://me:secret@localhost/db")
    with (tmp_path / "kept").open("w") as kept, pool(calls.surroundings) as surroundings:
        os.set_inheritable(kept.fileno(), True)
        lines = surroundings.run(Question()).lines
    variables = {line for line in lines if not line.startswith("fd ")}
    assert variables <= {"PYTHONPATH", "LC_CTYPE"}
    descriptors = sorted(line.split()[2].partition(":")[0] for line in lines if line.startswith("fd "))
    assert descriptors == ["/dev/null", "/dev/null", "pipe", "pipe"]


def test_what_is_printed_is_no_reply() -> None:
    with pool(calls.chatter) as chatter:
        assert chatter.run(Question()).process == chatter.run(Question()).process


def test_a_child_writes_no_file() -> None:
    with pool(calls.write) as write:
        assert write.run(Question()).lines == ["OSError"]
    Path("/tmp/triplicate-limited-child").unlink(missing_ok=True)


def test_closing_ends_a_call_at_work() -> None:
    with pool(calls.sleep) as sleep, ThreadPoolExecutor(1) as elsewhere:
        call = elsewhere.submit(sleep.run, Question(30))
        eventually(lambda: sleep.process_ids() != ())
        started = time.monotonic()
        sleep.close()
        with pytest.raises((Crash, StartFailure)):
            call.result(PATIENCE_S)
        assert time.monotonic() - started < 10
        assert sleep.run(Question()).process


def test_a_forgotten_pool_leaves_no_child() -> None:
    made = Pool(calls.echo, LIMITS, 1)
    process = made.run(Question()).process
    del made
    eventually(lambda: is_gone(process))


def test_a_function_that_cannot_be_loaded_is_the_machines_trouble() -> None:
    made = Pool(calls.echo, LIMITS, 1, preload=("no.such.module",))
    with pytest.raises(StartFailure, match="exit status 1"):
        made.run(Question())
    assert made.process_ids() == ()


@pytest.mark.parametrize("end", ["return", "kill -9"])
def test_no_child_outlives_its_server(end: str, tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
        "from tests.limited_child import call_fixtures as calls\n"
        "from triplicate.core.jobs.limits import Limits\n"
        "from triplicate.limited_child.pool import Pool\n"
        "pool = Pool(calls.echo, Limits(memory=2**28, cpu=1, wall=9.0), 1)\n"
        "print(pool.run(calls.Question()).process, flush=True)\n"
        f"{'os.kill(os.getpid(), signal.SIGKILL)' if end == 'kill -9' else ''}\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False, cwd=tmp_path)
    assert ended.returncode == (-signal.SIGKILL if end == "kill -9" else 0), ended.stderr
    process = int(ended.stdout)
    eventually(lambda: is_gone(process) or Path(f"/proc/{process}/stat").read_text().split()[2] == "Z")
