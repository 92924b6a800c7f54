"""Acting: who changes something, when, and in which request; what every event of the change says about its origin."""

from typing import NamedTuple

from triplicate.app.ports import Keys
from triplicate.core.access import Principal


class Acting(NamedTuple):
    """The circumstances of one change: `at` is the present moment in canonical form, `request` the request's id, and
    `keys` seal what is secret.
    """

    principal: Principal
    at: str
    request: str
    keys: Keys

    @property
    def by(self) -> str:
        """Who is said to have done it: the user, else the credential."""
        return self.principal.email or self.principal.credential
