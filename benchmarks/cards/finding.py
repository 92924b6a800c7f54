"""Rounds of finding, case by case, at both sizes in turn."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from triplicate.core.search.metadata import contains

from cards import orders
from cards.services import Desk
from harness import proc
from placing import requests
from placing.poster import post
from placing.rounds import Round, round_of

CONNECTIONS = 8
MOST = 100
CHECKED = 5
WARM_UP = 0.3
FEW = {"fields": "id,status"}
Query = dict[str, str]


@dataclass(frozen=True)
class Case:
    """`ask` makes the query for the order of an index; `orders` are to be found."""

    name: str
    ask: Callable[[int], Query]
    orders: int


@dataclass
class Found:
    database: str
    case: Case
    small: list[Round] = field(default_factory=list)
    large: list[Round] = field(default_factory=list)


def cases() -> list[Case]:
    return [
        Case("reference", lambda index: {"reference": orders.reference(index)}, 1),
        Case("reference, two fields", lambda index: {"reference": orders.reference(index)} | FEW, 1),
        Case("metadata of one", lambda index: _having({"internalId": index}), 1),
        Case("metadata of one, nested", lambda index: _having({"crm": {"deal": {"id": index}}}), 1),
        Case("metadata of every tenth", lambda _: _having({"campaign": "spring"}), MOST),
        Case("and of every one", lambda _: _having({"campaign": "spring", "channel": "web"}), MOST),
        Case("newest", lambda _: {}, MOST),
        Case("newest, two fields", lambda _: FEW, MOST),
    ]


def measure(small: Desk, large: Desk, rounds: int, seconds: float) -> list[Found]:
    found = [Found(large.database, case) for case in cases()]
    for desk in (small, large):
        for case in cases():
            check(desk, case)
            _round(desk, case, 0, WARM_UP)
    for number in range(rounds):
        for one in found:
            for desk in (small, large) if number % 2 else (large, small):
                seen = one.small if desk is small else one.large
                seen.append(_round(desk, one.case, number + 1, seconds))
            say(number, one)
    return found


def check(desk: Desk, case: Case) -> None:
    """Ends the run unless the orders that are found are those that were asked for."""
    for index in Random(desk.count).sample(range(desk.count), CHECKED):
        query = case.ask(index)
        found = desk.ask(_path(query))["orders"]
        ids = {order["id"] for order in found}
        if len(ids) != case.orders or len(found) != case.orders or not all(_fits(order, query) for order in found):
            raise SystemExit(f"{desk.name}: {query} found {json.dumps(found)[:500]}, not {case.orders} that fit.")
        if case.name == "newest" and [order["reference"] for order in found] != _newest(desk.count):
            raise SystemExit(f"{desk.name}: the newest are not those that were placed last.")


def say(number: int, one: Found) -> None:
    few, many = one.small[-1], one.large[-1]
    speeds = f"{few.per_second:8,.0f}/s {many.per_second:8,.0f}/s  p99 {many.p99_ms:6.1f} ms  CPU {many.cpu_share:4.0%}"
    print(f"round {number + 1}  {one.database} {one.case.name:26} {speeds}", file=sys.stderr, flush=True)


def _round(desk: Desk, case: Case, seed: int, seconds: float) -> Round:
    """Each request asks for another order, drawn at random."""
    drawn = Random(seed)

    def ask(_: int) -> bytes:
        return requests.question(_path(case.ask(drawn.randrange(desk.count))), desk.tokens.printags)

    cpu = proc.cpu_seconds(desk.server.pid)
    posted = post(desk.server.port, ask, 0, CONNECTIONS, seconds, 200)
    return round_of(f"{desk.name}, {case.name}", desk.server, posted, cpu)


def _having(metadata: dict[str, Any]) -> Query:
    return {"metadata": json.dumps(metadata, separators=(",", ":"))}


def _path(query: Query) -> str:
    return f"/accounts/@me/orders/find?{urlencode(query, quote_via=quote)}"


def _fits(order: dict[str, Any], query: Query) -> bool:
    if "fields" in query:
        return order.keys() == {"id", "status"}
    wanted = json.loads(query.get("metadata", "{}"))
    return query.get("reference", order["reference"]) == order["reference"] and contains(order["metadata"], wanted)


def _newest(count: int) -> list[str]:
    return [orders.reference(index) for index in range(count - 1, count - 1 - MOST, -1)]
