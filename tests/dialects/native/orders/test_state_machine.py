"""Anything may happen to orders over HTTP: lists, counts, events and copies agree with what was answered all along."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.dialects.native.native_api_fixtures import Bureau, open_bureau
from tests.dialects.native.orders.state_machine_fixtures import Desk


def run(inside: Bureau, examples: int, steps: int) -> None:
    machine = type("Run", (Desk,), {"opening": staticmethod(lambda: open_bureau(inside.house, inside.client))})
    told = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
    run_state_machine_as_test(machine, settings=told)


@pytest.mark.slow
def test_whatever_happens(inside: Bureau) -> None:
    run(inside, 12, 30)


@pytest.mark.soak
def test_whatever_happens_for_long(inside: Bureau) -> None:
    run(inside, 600, 60)
