"""Rounds of creating: of cards with links, of cards with keys, and natively; then large and small in turn."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, NamedTuple

from cards import orders
from cards.services import Desk
from harness import proc
from placing import requests
from placing.poster import post
from placing.rounds import Round, round_of

USUAL = 8
SHORT = 0.5
PAIRS = 3
"""So many pairs of short rounds for each round: the small one is to stay small while orders are added to it."""


class Kind(NamedTuple):
    """Something to create: where, as whom, and with which answer."""

    name: str
    dialect: Literal["printags", "native"]
    path: str
    body: Callable[[int], orders.Body]
    status: int


KINDS = (
    Kind("links", "printags", "/accounts/@me/orders", orders.links, 200),
    Kind("keys", "printags", "/accounts/@me/orders", orders.dynamic, 200),
    Kind("native", "native", "/v1/orders", orders.native, 201),
)
LINKS, KEYS, NATIVE = KINDS


@dataclass
class Created:
    """Of one kind: the rounds at the large one by connections, and the pairs of short ones, small and large."""

    database: str
    kind: Kind
    rounds: dict[int, list[Round]] = field(default_factory=dict)
    pairs: list[tuple[Round, Round]] = field(default_factory=list)


def measure(small: Desk, large: Desk, connections: Sequence[int], rounds: int, seconds: float) -> list[Created]:
    found = [Created(large.database, kind) for kind in KINDS]
    for desk in (small, large):
        for kind in KINDS:
            create(desk, kind, USUAL, SHORT)
    for number in range(rounds):
        for one in turned(found, number):
            for turn in range(PAIRS):
                one.pairs.append(_pair(small, large, one.kind, large_first=bool(turn % 2)))
    for number in range(rounds):
        for many in connections:
            for one in turned(found, number):
                one.rounds.setdefault(many, []).append(create(large, one.kind, many, seconds))
                say(number, f"{large.database} {one.kind.name}, {many} connections", one.rounds[many][-1])
    return found


def create(desk: Desk, kind: Kind, connections: int, seconds: float) -> Round:
    """A round of orders that are all new; all answers are counted."""
    cpu = proc.cpu_seconds(desk.server.pid)
    ask = partial(_request, kind, getattr(desk.tokens, kind.dialect))
    posted = post(desk.server.port, ask, desk.following, connections, seconds, kind.status)
    _count(desk, kind, posted.answers)
    return round_of(f"{desk.name}, {kind.name}", desk.server, posted, cpu)


def first(desk: Desk, kind: Kind) -> Any:
    """The answer to one order of a kind."""
    head, _, body = _request(kind, getattr(desk.tokens, kind.dialect), desk.following).partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    answer = desk.send("POST", kind.path, body, headers, kind.status)
    _count(desk, kind, 1)
    return answer


def turned(found: Sequence[Created], number: int) -> list[Created]:
    start = number % len(found)
    return [*found[start:], *found[:start]]


def say(number: int, what: str, one: Round) -> None:
    speed = f"{one.per_second:8,.0f}/s  p99 {one.p99_ms:7.1f} ms  CPU {one.cpu_share:4.0%}"
    print(f"round {number + 1}  {what:44} {speed}", file=sys.stderr, flush=True)


def _count(desk: Desk, kind: Kind, answers: int) -> None:
    desk.following += answers
    desk.answers[kind.name] = desk.answers.get(kind.name, 0) + answers


def _pair(small: Desk, large: Desk, kind: Kind, *, large_first: bool) -> tuple[Round, Round]:
    if large_first:
        second = create(large, kind, USUAL, SHORT)
        return create(small, kind, USUAL, SHORT), second
    return create(small, kind, USUAL, SHORT), create(large, kind, USUAL, SHORT)


def _request(kind: Kind, token: str, number: int) -> bytes:
    return requests.whole(kind.path, token, number, requests.encoded(kind.body(number)))
