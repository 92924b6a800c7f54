"""Rounds of placing in rotation, each of so many connections for some seconds, and what came of them."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from harness import proc
from harness.spawn import Server
from placing.placer import Placer
from placing.poster import Posted, post
from placing.verify import Tally, read_back, settled, tally

WARM_UP = 8
READ_BACK = 50


@dataclass(frozen=True)
class Round:
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_share: float


@dataclass
class Ledger:
    """Of one who places orders: what was there before, the next number, and the rounds by their connections.

    Every number below `following` was answered with 201, from `first` on.
    """

    placer: Placer
    before: Tally
    first: int = 1
    following: int = 1
    rounds: dict[int, list[Round]] = field(default_factory=dict)
    replays: list[Round] = field(default_factory=list)


def measure(placers: Sequence[Placer], connections: Sequence[int], rounds: int, seconds: float) -> list[Ledger]:
    """Ends the run when an answer is not 201, or when something else lies in a database than was answered."""
    ledgers = [Ledger(placer, tally(placer)) for placer in placers]
    for ledger in ledgers:
        place(ledger, WARM_UP, 1)
        if ledger.placer.kind == "triplicate":
            read_back(ledger.placer, ledger.following, READ_BACK)
            ledger.following += READ_BACK
    for number in range(rounds):
        for many in connections:
            for ledger in turned(ledgers, number):
                ledger.rounds.setdefault(many, []).append(place(ledger, many, seconds))
                say(number, ledger.placer, f"{many} connections", ledger.rounds[many][-1])
        for ledger in ledgers:
            if ledger.placer.kind != "commits":
                ledger.replays.append(replay(ledger, WARM_UP, seconds))
                say(number, ledger.placer, "replayed", ledger.replays[-1])
    for ledger in ledgers:
        settled(ledger.placer, ledger.before, ledger.following - ledger.first)
    return ledgers


def place(ledger: Ledger, connections: int, seconds: float) -> Round:
    """A round of orders that are all new."""
    cpu = proc.cpu_seconds(ledger.placer.server.pid)
    posted = post(ledger.placer.server.port, ledger.placer.ask, ledger.following, connections, seconds)
    ledger.following += posted.answers
    return round_of(ledger.placer.name, ledger.placer.server, posted, cpu)


def replay(ledger: Ledger, connections: int, seconds: float) -> Round:
    """A round of orders that were placed before, under the keys that they were placed under."""
    known = ledger.following - ledger.first

    def again(number: int) -> bytes:
        return ledger.placer.ask(ledger.first + number % known)

    cpu = proc.cpu_seconds(ledger.placer.server.pid)
    posted = post(ledger.placer.server.port, again, 0, connections, seconds)
    return round_of(ledger.placer.name, ledger.placer.server, posted, cpu)


def round_of(name: str, server: Server, posted: Posted, cpu_before: float) -> Round:
    """What came of a round; ends the run when an answer was not as it should be."""
    if posted.odd:
        raise SystemExit(f"{name} answered {posted.statuses}: {posted.odd[:500]!r}")
    waited = sorted(posted.waited)
    return Round(
        per_second=posted.answers / posted.seconds,
        p50_ms=median(waited) * 1000,
        p99_ms=waited[min(len(waited) - 1, int(len(waited) * 0.99))] * 1000,
        cpu_share=(proc.cpu_seconds(server.pid) - cpu_before) / posted.seconds,
    )


def turned(ledgers: Sequence[Ledger], number: int) -> list[Ledger]:
    start = number % max(1, len(ledgers))
    return [*ledgers[start:], *ledgers[:start]]


def say(number: int, placer: Placer, what: str, one: Round) -> None:
    speed = f"{one.per_second:8,.0f}/s  p99 {one.p99_ms:7.1f} ms  CPU {one.cpu_share:4.0%}"
    print(f"round {number + 1}  {placer.name:24} {what:15} {speed}", file=sys.stderr, flush=True)
