"""Returns the problems for which input is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from triplicate.core.failures import DomainError, InvalidInput, Problem


def problems_of(work: Callable[[], Any]) -> tuple[Problem, ...]:
    """The problems for which `work` is refused; it must be, and for its input."""
    with pytest.raises(DomainError) as caught:
        work()
    failure = caught.value.failure
    assert isinstance(failure, InvalidInput)
    assert failure.problems, "a refusal says why"
    return failure.problems
