"""Acting: who changes something, when, and in which request; what every event of the change says about its origin."""

from typing import NamedTuple

from triplicate.core.access import Principal


class Acting(NamedTuple):
    """The circumstances of one change: `at` is the present moment in canonical form, `request` the request's id."""

    principal: Principal
    at: str
    request: str
