"""Random requests over HTTP: lists, counts, events and copies agree with the responses."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.dialects.native.native_api_fixtures import NativeApi, open_native_api
from tests.dialects.native.orders.state_machine_fixtures import OrderStateMachine


def run(inside: NativeApi, examples: int, steps: int) -> None:
    machine = type(
        "Run",
        (OrderStateMachine,),
        {"opening": staticmethod(lambda: open_native_api(inside.installation, inside.client))},
    )
    told = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
    run_state_machine_as_test(machine, settings=told)


@pytest.mark.slow
def test_whatever_happens(native_api_in_process: NativeApi) -> None:
    run(native_api_in_process, 12, 30)


@pytest.mark.soak
def test_whatever_happens_for_long(native_api_in_process: NativeApi) -> None:
    run(native_api_in_process, 600, 60)
