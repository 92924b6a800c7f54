"""Profiles of all threads, and the CPU time in them by area of the program.

The time of a function that is not the program's own, such as SQLite's or msgspec's, counts for whoever called it.
"""

import cProfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Function = Any
"""A code object, or the name of a function that is written in C."""

AREAS = (
    ("core/search/", "search terms"),
    ("store/repositories/facets", "search rows"),
    ("store/search/", "search rows"),
    ("store/", "statements"),
    ("app/idempotency", "idempotency"),
    ("keyring", "sealing"),
    ("app/catalog/", "pricing"),
    ("core/catalog/", "pricing"),
    ("core/json/", "parsing"),
    ("api/request_body", "parsing"),
    ("core/order/order", "the order's document"),
    ("core/documents/", "the answer"),
    ("/document/", "the answer"),
    ("api/order_response", "the answer"),
    ("api/transaction", "idempotency"),
    ("/orders/parse_", "validation"),
    ("/dialects/", "placing"),
    ("app/", "placing"),
    ("core/", "placing"),
    ("server/", "protocol"),
    ("api/", "protocol"),
    ("benchmarks/", "the benchmark"),
)
"""Parts of paths of files, and the area that each stands for; the first that fits counts."""
OTHER = "event loop and threads"
MAX_DEPTH = 4
"""How many functions of others may lie between a function and its caller in the program."""


@contextmanager
def profiled() -> Iterator[list[cProfile.Profile]]:
    """The profiles of this thread and of all threads that are started meanwhile; to be read when those have ended."""
    profiles: list[cProfile.Profile] = []

    def start(*_: object) -> None:
        profile = cProfile.Profile(time.thread_time)
        profiles.append(profile)
        profile.enable()

    threading.setprofile(start)
    start()
    try:
        yield profiles
    finally:
        profiles[0].disable()
        threading.setprofile(None)


def seconds_by_area(profiles: list[cProfile.Profile]) -> dict[str, float]:
    """CPU seconds by area, largest first."""
    total: dict[str, float] = defaultdict(float)
    for profile in profiles:
        _add_areas(profile, total)
    return dict(sorted(total.items(), key=lambda item: -item[1]))


def _add_areas(profile: cProfile.Profile, total: dict[str, float]) -> None:
    entries = profile.getstats()
    callers: dict[Function, list[tuple[Function, float]]] = {}
    for entry in entries:
        for call in entry.calls or ():
            callers.setdefault(call.code, []).append((entry.code, call.inlinetime))
    for entry in entries:
        for area, share in _shares(entry.code, callers, frozenset()).items():
            total[area] += share * entry.inlinetime


def _shares(
    function: Function, callers: dict[Function, list[tuple[Function, float]]], below: frozenset[Any]
) -> dict[str, float]:
    """The areas that a function's time counts for, as shares of 1."""
    area = area_of(getattr(function, "co_filename", ""))
    if area is not None:
        return {area: 1.0}
    known = [(caller, weight) for caller, weight in callers.get(function, ()) if caller not in below]
    whole = sum(weight for _, weight in known)
    if not whole or len(below) > MAX_DEPTH:
        return {OTHER: 1.0}
    shares: dict[str, float] = defaultdict(float)
    for caller, weight in known:
        for name, share in _shares(caller, callers, below | {function}).items():
            shares[name] += share * weight / whole
    return shares


def area_of(path: str) -> str | None:
    """The area of a file, or None if it is not the program's."""
    if "/triplicate/" not in path and "/benchmarks/" not in path:
        return None
    return next((area for part, area in AREAS if part in path), OTHER)
