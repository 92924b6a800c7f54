"""Draws the tables of `triplicate.core.lifecycle`, as the page of the lifecycle shows them: diagrams and tables."""

from collections.abc import Iterator
from itertools import groupby, pairwise

from triplicate.api.messages import obstacle_reason
from triplicate.core import lifecycle
from triplicate.core.lifecycle import (
    PAYMENT_MOVES,
    RULES,
    STAGE_OF,
    STEP_RANK,
    Action,
    Obstacle,
    Payment,
    Stage,
    Step,
)
from triplicate.dialects.native.orders.commands import ROUTES_BY_NAME

Rows = list[tuple[str, ...]]
STEPS_HEAD = ("stage", "steps")
RULES_HEAD = ("action", "request to `/v1/orders/{orderId}`", "since", "before", "on hold", "ended", "leads to")
OBSTACLES_HEAD = ("`obstacle`", "means that")
_AMENDS = (Action.AMEND, Action.AMEND_ADDRESS, Action.AMEND_CONTENT)


def progress() -> str:
    """Stages, and the actions that lead from one to the next; stages with the same ways out are drawn as one."""
    groups = [list(group) for _, group in groupby(Stage, _ways_out)]
    drawn = {
        stage: _id(group[0]) if len(group) == 1 else f"from_{_id(group[0])}" for group in groups for stage in group
    }
    lines = ["[*] --> draft", "[*] --> placed"]
    for first, *others in groups:
        if others:
            inner = [f"[*] --> {_id(first)}", *_advances([first, *others])]
            lines += [f'state "{first} to {others[-1]}" as {drawn[first]} {{', *(f"    {line}" for line in inner), "}"]
        lines += [f"{drawn[first]} --> {drawn[STAGE_OF[step]]} : {action}" for action, step in _ways_out(first)]
    return _diagram([*_named(Stage), *lines])


def payment() -> str:
    """The states of payment, and the actions that lead from one to another."""
    ways: dict[tuple[str, str], list[str]] = {}
    for action, moves in PAYMENT_MOVES.items():
        for was, to in moves.items():
            for now in to if was is not None else ():
                ways.setdefault((_id(was or ""), _id(now)), []).append(action.value)
    edges = [f"{was} --> {now} : {', '.join(actions)}" for (was, now), actions in ways.items()]
    return _diagram([*_named(Payment), *edges])


def endings() -> str:
    """How an order can end, and between which steps."""
    rules = [(action, rule) for action, rule in RULES.items() if rule.ends is not None]
    edges = [f"open --> {rule.ends} : {action}, {_between(rule.since, rule.before)}" for action, rule in rules]
    return _diagram([*edges, *(f"{rule.ends} --> [*]" for _, rule in rules)])


def steps() -> Rows:
    """The steps of each stage."""
    return [(stage, ", ".join(f"`{step}`" for step in Step if STAGE_OF[step] is stage)) for stage in Stage]


def rules() -> Rows:
    """What each action needs of an order's progress."""
    return [
        (
            action.value,
            f"`{_request(action)}`",
            _step(rule.since),
            _step(rule.before),
            "yes" if rule.held else "no",
            "yes" if rule.ended else "no",
            _step(rule.to) or _step(rule.ends),
        )
        for action, rule in RULES.items()
    ]


def obstacles() -> Rows:
    """Why a action can be refused."""
    return [(f"`{obstacle}`", obstacle_reason(obstacle)) for obstacle in Obstacle]


def _ways_out(stage: Stage) -> list[tuple[Action, Step]]:
    """The actions that lead out of a stage, and to which step."""
    within = [step for step in Step if STAGE_OF[step] is stage]
    return [
        (action, rule.to)
        for action, rule in RULES.items()
        if rule.to is not None and STAGE_OF[rule.to] is not stage and any(_allowed(action, step) for step in within)
    ]


def _advances(stages: list[Stage]) -> Iterator[str]:
    """The stages that production goes through one after the other."""
    for one, other in pairwise(stages):
        if any(_allowed(Action.ADVANCE, step) for step in Step if STAGE_OF[step] is one):
            yield f"{_id(one)} --> {_id(other)} : {Action.ADVANCE}"


def _allowed(action: Action, step: Step) -> bool:
    return lifecycle.obstacle(action, step, held=False, ended=False) is None


def _request(action: Action) -> str:
    if action in _AMENDS:
        return "PATCH"
    return f"{ROUTES_BY_NAME[action.value].method} {ROUTES_BY_NAME[action.value].path}"


def _between(since: Step | None, before: Step | None) -> str:
    first = f"from {since}" if since and STEP_RANK[since] > 1 else "at any time"
    return f"{first} on" if not before else f"before {before}" if not since else f"{first}, before {before}"


def _step(step: str | None) -> str:
    return f"`{step}`" if step else ""


def _named(states: type[Stage] | type[Payment]) -> list[str]:
    """The states whose names are more than one word, which the diagram knows under another."""
    return [f'state "{state}" as {_id(state)}' for state in states if _id(state) != state]


def _id(state: str) -> str:
    return state.replace(" ", "_")


def _diagram(lines: list[str]) -> str:
    return "\n".join(["```mermaid", "stateDiagram-v2", *(f"    {line}" for line in lines), "```", ""])
