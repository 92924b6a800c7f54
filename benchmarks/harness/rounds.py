"""Many short rounds in rotation, so that a slow minute of the machine hits every candidate alike."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from harness.candidates import Candidate
from harness.wrk import Load, Round


@dataclass(frozen=True)
class Plan:
    rounds: int
    seconds: int
    warmup: int = 1


def measure(candidates: Sequence[Candidate], load: Load, plan: Plan) -> list[list[Round]]:
    """The rounds of each candidate. The warm-up looks at the status of every answer and times nothing."""
    for candidate in candidates:
        load.run(candidate, plan.warmup, seed=0, strict=True)
    seen: list[list[Round]] = [[] for _ in candidates]
    turn = range(len(candidates))
    for number in range(plan.rounds):
        start = number % max(1, len(turn))
        for index in (*turn[start:], *turn[:start]):
            seen[index].append(load.run(candidates[index], plan.seconds, seed=number + 1))
            say(number + 1, candidates[index], seen[index][-1])
    return seen


def say(number: int, candidate: Candidate, one: Round) -> None:
    note = "" if one.counts else "   not counted"
    speed = f"{one.requests_per_second:9,.0f}/s  CPU {one.cpu_share:4.0%}  {one.cpu_us:6.1f} µs{note}"
    print(f"round {number}  {candidate.name:32} {speed}", file=sys.stderr, flush=True)
