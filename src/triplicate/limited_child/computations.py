"""Computes functions of any module in limited child processes: for each function a pool of one child."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from triplicate.app.jobs.failures import JobError, PermanentJobError
from triplicate.core.jobs.limits import MIB, Limits
from triplicate.limited_child.failures import ChildFailure, Crash, Death, MemoryLimit, StartFailure, TimeLimit
from triplicate.limited_child.pool import Pool

Q = TypeVar("Q")
R = TypeVar("R")
log = logging.getLogger(__name__)


class Computations:
    """The pools of a process, by function and limits. Children get this `environment`, which must hold no secrets."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._pools: dict[tuple[Any, Limits], Pool[Any, Any]] = {}

    def run(self, function: Callable[[Q], R], limits: Limits, request: Q) -> R:
        """The function's result. Raises JobError, and PermanentJobError where another attempt would fail too."""
        try:
            return self._pool(function, limits).run(request)
        except (ChildFailure, StartFailure) as error:
            log.warning("%s.%s in a child process: %s", function.__module__, function.__qualname__, error)
            raise _job_error(error, limits) from None

    def process_ids(self) -> tuple[int, ...]:
        """The ids of the child processes that there are."""
        with self._lock:
            return tuple(id for pool in self._pools.values() for id in pool.process_ids())

    def close(self) -> None:
        """Kills and reaps every child; a computation under way fails."""
        with self._lock:
            pools = tuple(self._pools.values())
        for pool in pools:
            pool.close()

    def _pool(self, function: Callable[[Q], R], limits: Limits) -> Pool[Q, R]:
        with self._lock:
            if (function, limits) not in self._pools:
                self._pools[function, limits] = Pool(function, limits, 1, environment=self._environment)
            return self._pools[function, limits]


def _job_error(error: ChildFailure | StartFailure, limits: Limits) -> JobError:
    match error:
        case TimeLimit():
            return PermanentJobError(f"took more than {limits.cpu} s of processor time, or {limits.wall:g} s in all")
        case MemoryLimit():
            return PermanentJobError(f"needed more than {limits.memory // MIB} MiB of memory")
        case Death():
            return JobError(f"its child process ended: {error}")
        case Crash():
            return JobError("failed in its child process: see the log")
        case StartFailure() | _:
            return JobError("no child process could be started: see the log")
