"""Who runs on which core.

The server under test has one core to itself, wrk another. PostgreSQL may use every core but the server's;
on a machine with two cores it therefore shares the load's. Beside the server it would take the very cycles
that are being measured, and the server's CPU share would no longer tell whether it was busy. What sharing
with wrk costs is visible: if the two together cannot keep the server busy, its share falls below the line
and the round does not count.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Cores:
    server: int
    load: int
    database: frozenset[int]

    def __str__(self) -> str:
        database = ", ".join(map(str, sorted(self.database)))
        return f"server on core {self.server}, load on core {self.load}, PostgreSQL on core {database}"


def divide() -> Cores:
    """Two cores at least; the measuring process itself moves off the server's core."""
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        raise SystemExit("This benchmark needs two cores: one for the server, one for the load.")
    server, load, *others = available
    os.sched_setaffinity(0, set(available) - {server})
    return Cores(server, load, frozenset(others or [load]))


def all_cores() -> str:
    """Every core there is, as `taskset` writes it."""
    return f"0-{(os.cpu_count() or 1) - 1}"


def pinned(core: int | str, command: list[str]) -> list[str]:
    return ["taskset", "--cpu-list", str(core), *command]
