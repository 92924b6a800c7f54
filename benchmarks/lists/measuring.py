"""Samples of two sizes in turn, page by page, from the reader alone and over HTTP."""

import asyncio
import http.client
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode

from triplicate.app.ports import OrderPage, Reader
from triplicate.core.access import OPERATOR
from triplicate.dialects.native.orders.list_query import parse_query

from harness.spawn import HOST
from lists.cases import Case, Place, Query, listing_of

SEED = 20240701
WARM_UP = 3


class Told(NamedTuple):
    """Of a page: how many orders, and whether the scan budget ended it."""

    orders: int
    scanned: bool


@dataclass(frozen=True)
class Sized:
    """One of two databases, with the number of its orders and a way to ask it."""

    count: int
    ask: Callable[[Query], Awaitable[tuple[float, Told]]]


@dataclass(frozen=True)
class Cost:
    """Of one case at one place: medians in ms at both sizes."""

    place: Place
    small_ms: float
    large_ms: float

    @property
    def ratio(self) -> float:
        return self.large_ms / self.small_ms


async def measure(cases: Sequence[Case], small: Sized, large: Sized, samples: int) -> dict[Case, list[Cost]]:
    costs: dict[Case, list[Cost]] = {}
    for case in cases:
        costs[case] = [await sampled(case, place, small, large, samples) for place in case.places]
        say(case, costs[case])
    return costs


async def sampled(case: Case, place: Place, small: Sized, large: Sized, samples: int) -> Cost:
    random = Random(SEED)
    waited: tuple[list[float], list[float]] = ([], [])
    for number in range(-WARM_UP, samples):
        for size in (0, 1) if number % 2 else (1, 0):
            sized = (small, large)[size]
            seconds, told = await sized.ask(case.ask(sized.count, random, place))
            expect(case, place, sized, told)
            if number >= 0:
                waited[size].append(seconds * 1000)
    return Cost(place, median(waited[0]), median(waited[1]))


def expect(case: Case, place: Place, sized: Sized, told: Told) -> None:
    """A page that is asked for must be there: one that is not costs nothing."""
    if told != Told(case.orders, scanned=not case.judged):
        raise SystemExit(f"{case.name}, {place}, {sized.count:,} orders: {told}, not {case.orders} orders.")


def through(reader: Reader, count: int) -> Sized:
    """The reader in this process. Reading the query is not its work, and not measured."""

    async def ask(query: Query) -> tuple[float, Told]:
        listing = parse_query(listing_of(query))
        started = perf_counter()
        page: OrderPage = await reader.list(OPERATOR, listing)
        return perf_counter() - started, Told(len(page.orders), page.scan_stopped)

    return Sized(count, ask)


def over_http(port: int, token: str, count: int) -> Sized:
    """A server, over one connection that stays open."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)

    async def ask(query: Query) -> tuple[float, Told]:
        started = perf_counter()
        connection.request("GET", f"/v1/orders?{urlencode(query)}", headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        body = response.read()
        seconds = perf_counter() - started
        if response.status != 200:
            raise SystemExit(f"GET /v1/orders?{urlencode(query)} was answered with {response.status}: {body[:300]!r}")
        page = json.loads(body)
        return seconds, Told(len(page["orders"]), page["scanned"])

    return Sized(count, ask)


async def counted(small: Reader, large: Reader, account: str | None, samples: int) -> tuple[float, float]:
    """Medians, in ms, of asking both for how many orders there are of each kind."""
    waited: tuple[list[float], list[float]] = ([], [])
    for number in range(samples):
        for size in (0, 1) if number % 2 else (1, 0):
            started = perf_counter()
            await (small, large)[size].counts(OPERATOR, account)
            waited[size].append((perf_counter() - started) * 1000)
            await asyncio.sleep(0)
    return median(waited[0]), median(waited[1])


def say(case: Case, costs: Sequence[Cost]) -> None:
    seen = "  ".join(f"{cost.place} {cost.small_ms:.3f} {cost.large_ms:.3f} ms x {cost.ratio:.2f}" for cost in costs)
    print(f"{case.name:26} {seen}", file=sys.stderr, flush=True)
