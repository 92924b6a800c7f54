"""Refusals of input, as the problems that they list."""

from collections.abc import Callable
from typing import Any

import pytest

from triplicate.core.failures import InvalidInput, Problem, Refused


def refused(work: Callable[[], Any]) -> tuple[Problem, ...]:
    """The problems for which `work` is refused; it must be, and for its input."""
    with pytest.raises(Refused) as caught:
        work()
    failure = caught.value.failure
    assert isinstance(failure, InvalidInput)
    assert failure.problems, "a refusal says why"
    return failure.problems
