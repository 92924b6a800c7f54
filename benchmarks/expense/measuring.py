"""What orders cost, measured one after the other: CPU time, statements, pages of the write-ahead log, bytes of rows."""

import multiprocessing
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from triplicate.store import unit_of_work
from triplicate.store.cursor import Cursor, Values
from triplicate.store.engine import SqliteEngine

from expense.areas import profiled, seconds_by_area
from expense.desk import KINDS, Desk, Kind, Request, open_desk
from expense.pages import pages_by_table
from harness import orders

STATEMENT_LENGTH = 60


@dataclass(frozen=True)
class Cost:
    """One placed order of a kind, alone or among many that are placed at a time. Times are milliseconds of CPU.

    `pages` are those of SQLite's write-ahead log by table or index, where orders come alone; `pages_together` all pages
    where many come; `bytes` those by which the database grows. `statement_ms` is by the beginnings of the statements,
    `area_ms` by area under a profiler, which adds its own time to every call.
    """

    database: str
    kind: str
    cpu_ms: float
    system_ms: float
    together_ms: float
    replay_ms: float
    pages: dict[str, float]
    pages_together: float | None
    bytes: float
    statements: float
    statement_ms: dict[str, float]
    area_ms: dict[str, float]


@dataclass(frozen=True)
class Scale:
    """How many orders there are before, how many are timed, and how many are placed at a time."""

    before: int
    orders: int
    connections: int

    @property
    def few(self) -> int:
        """How many are counted rather than timed."""
        return max(1, self.orders // 4)


def measure(directory: Path, database: str, url: str | None, kinds: tuple[Kind, ...], scale: Scale) -> list[Cost]:
    """The costs of each kind, each measured with orders of its own."""
    with open_desk(directory, url, scale.before) as desk:
        times = [_times(desk, kind, scale) for kind in kinds]
        sizes = [_pages_and_bytes(desk, kind, scale) for kind in kinds]
        statements = [_statements(desk, kind, scale.few) for kind in kinds]
    areas = [_areas(directory, url, kind, scale) for kind in kinds]
    return [
        Cost(database, kind.name, *time_, *size, *statement, area)
        for kind, time_, size, statement, area in zip(kinds, times, sizes, statements, areas, strict=True)
    ]


def _times(desk: Desk, kind: Kind, scale: Scale) -> tuple[float, float, float, float]:
    """Milliseconds of CPU for each order: in all, in the system, at many connections, and of a replay."""
    first, second = (desk.requests(kind, scale.orders) for _ in range(2))
    alone, system = _cpu_ms(desk, kind, first, 1)
    together, _ = _cpu_ms(desk, kind, second, scale.connections)
    replay, _ = _cpu_ms(desk, kind, first, 1)
    return alone, system, together, replay


def _cpu_ms(desk: Desk, kind: Kind, requests: list[Request], connections: int) -> tuple[float, float]:
    before = os.times()
    desk.send(kind, requests, connections)
    after = os.times()
    user, system = after.user - before.user, after.system - before.system
    return (user + system) / len(requests) * 1000, system / len(requests) * 1000


def _pages_and_bytes(desk: Desk, kind: Kind, scale: Scale) -> tuple[dict[str, float], float | None, float]:
    """Pages of an order by table or index, where orders come alone; all pages where many come; bytes of an order."""
    size = _size(desk)
    alone = pages_by_table(desk, lambda: desk.send(kind, desk.requests(kind, scale.few)))
    together = pages_by_table(desk, lambda: desk.send(kind, desk.requests(kind, scale.few), scale.connections))
    per_order = {name: pages / scale.few for name, pages in alone.items()}
    return per_order, sum(together.values()) / scale.few or None, (_size(desk) - size) / scale.few / 2


def _size(desk: Desk) -> int:
    """The bytes of the database."""
    engine = desk.installation.engine
    if isinstance(engine, SqliteEngine):
        return engine.path.stat().st_size
    [(size,)] = orders.rows(desk.installation.config.database_url or "", "select pg_database_size(current_database())")
    assert isinstance(size, int)
    return size


def _statements(desk: Desk, kind: Kind, count: int) -> tuple[float, dict[str, float]]:
    with _recorded() as seconds:
        desk.send(kind, desk.requests(kind, count))
    times: dict[str, float] = defaultdict(float)
    for sql, spent in seconds:
        times[" ".join(sql.split())[:STATEMENT_LENGTH]] += spent / count * 1000
    return len(seconds) / count, dict(sorted(times.items(), key=lambda item: -item[1]))


@contextmanager
def _recorded() -> Iterator[list[tuple[str, float]]]:
    """The statements of the units of work that begin meanwhile, each with the CPU seconds that it took."""
    statements: list[tuple[str, float]] = []

    class TimedCursor(Cursor):
        def run(self, sql: str, values: Values | Sequence[Any]) -> None:
            started = time.thread_time()
            super().run(sql, values)
            statements.append((sql, time.thread_time() - started))

    usual = vars(unit_of_work)["Cursor"]
    vars(unit_of_work)["Cursor"] = TimedCursor
    try:
        yield statements
    finally:
        vars(unit_of_work)["Cursor"] = usual


def _areas(directory: Path, url: str | None, kind: Kind, scale: Scale) -> dict[str, float]:
    """Milliseconds for each order by area, under the profiler: what it takes more than placing none."""
    place = partial(_profiled_seconds, directory, url, KINDS.index(kind), scale.before)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as processes:
        first, both = processes.map(place, (0, scale.few))
    areas = {area: (spent - first.get(area, 0)) / scale.few * 1000 for area, spent in both.items()}
    return dict(sorted(areas.items(), key=lambda item: -item[1]))


def _profiled_seconds(directory: Path, url: str | None, kind_index: int, before: int, count: int) -> dict[str, float]:
    """The seconds by area of a new process that places so many orders, and some of every kind to warm up."""
    with profiled() as profiles, open_desk(directory, url, before) as desk:
        kind = KINDS[kind_index]
        desk.send(kind, desk.requests(kind, count))
    return seconds_by_area(profiles)
