"""How many child processes a command starts for many documents."""

import os
from collections.abc import Callable
from typing import Annotated

import typer

Processes = Annotated[
    int | None,
    typer.Option("--processes", min=1, max=64, help="How many processes parse or render; default: one per core."),
]


def available_cores() -> int:
    """The cores that this process may use; those of the machine where the system does not tell."""
    affinity: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1
