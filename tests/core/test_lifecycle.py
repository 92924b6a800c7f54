"""Lifecycle axes: a join takes the furthest value, in any order and repetition, and every value has a rank."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from triplicate.core import lifecycle
from triplicate.core.lifecycle import (
    ENDING_RANK,
    PAYMENT_RANK,
    STAGE_OF,
    STEP_RANK,
    Action,
    Ending,
    Obstacle,
    Payment,
    Stage,
    Step,
    obstacle,
)

AXES: list[tuple[Callable[[Any, Any], Any], list[Any]]] = [
    (lifecycle.further_step, [None, *Step]),
    (lifecycle.further_payment, [None, *Payment]),
    (lifecycle.stronger_ending, [None, *Ending]),
]
PROGRESS = (
    "creating < draft < created < validated < in_queue < processing < treated < batching < sent_for_printing < "
    "manufacturing < packaging < packaged < ready_for_shipping < shipped < delivered"
).split(" < ")


def test_progress_is_that_of_the_settled_answers() -> None:
    assert [step.value for step in Step] == PROGRESS
    assert [STEP_RANK[Step(word)] for word in PROGRESS] == sorted(STEP_RANK.values())


@pytest.mark.parametrize(("join", "values"), AXES)
def test_joining_is_commutative_associative_and_idempotent(join: Callable[[Any, Any], Any], values: list[Any]) -> None:
    for first, second in product(values, values):
        assert join(first, second) == join(second, first)
        assert join(first, first) == first
        assert join(first, join(first, second)) == join(first, second)
        for third in values:
            assert join(join(first, second), third) == join(first, join(second, third))


@pytest.mark.parametrize(("join", "values"), AXES)
def test_the_unknown_is_behind_everything(join: Callable[[Any, Any], Any], values: list[Any]) -> None:
    assert [join(None, value) for value in values] == values


@pytest.mark.parametrize(("join", "values"), AXES)
def test_joining_gives_one_of_the_two(join: Callable[[Any, Any], Any], values: list[Any]) -> None:
    assert all(join(one, other) in (one, other) for one, other in product(values, values))


def test_every_value_has_a_rank_of_its_own() -> None:
    for ranks, axis in ((STEP_RANK, Step), (PAYMENT_RANK, Payment), (ENDING_RANK, Ending)):
        assert set(ranks) == set(axis)
        assert len(set(ranks.values())) == len(axis)
        assert min(ranks.values()) > 0, "0 is for the unknown"


def test_every_step_belongs_to_a_stage_and_stages_follow_each_other() -> None:
    assert set(STAGE_OF) == set(Step)
    assert set(STAGE_OF.values()) == set(Stage)
    stages = list(Stage)
    passed = [stages.index(STAGE_OF[step]) for step in Step]
    assert passed == sorted(passed)


@pytest.mark.parametrize("mark", Step)
def test_a_step_is_reached_by_itself_and_all_that_follow(mark: Step) -> None:
    reached = [step for step in Step if lifecycle.at_least(step, mark)]
    assert reached == list(Step)[list(Step).index(mark) :]
    assert not lifecycle.at_least(None, mark)


def test_of_several_obstacles_the_one_is_told_that_lasts_longest() -> None:
    """An ending is for ever, what is too late stays so; what is too early or held may yet become possible."""
    assert obstacle(Action.SHIP, Step.DELIVERED, held=True, ended=True) is Obstacle.ENDED
    assert obstacle(Action.SHIP, Step.DELIVERED, held=True, ended=False) is Obstacle.TOO_LATE
    assert obstacle(Action.SHIP, Step.CREATED, held=True, ended=False) is Obstacle.TOO_EARLY
    assert obstacle(Action.SHIP, Step.VALIDATED, held=True, ended=False) is Obstacle.HELD
    assert obstacle(Action.SHIP, Step.VALIDATED, held=False, ended=False) is None


@pytest.mark.parametrize("verb", Action)
def test_an_order_of_which_nobody_knows_how_far_it_is_counts_as_created(verb: Action) -> None:
    for held, ended in product((False, True), (False, True)):
        assert obstacle(verb, None, held, ended) is obstacle(verb, Step.CREATED, held, ended)
