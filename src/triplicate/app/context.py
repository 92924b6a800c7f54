"""Context of a use case: principal, time, request id and keys; every event that it records carries them."""

from typing import NamedTuple

from triplicate.app.ports import Keys
from triplicate.core.access import Principal


class Context(NamedTuple):
    """Who acts, when, and in which request. `at` is the current time in canonical form; `keys` encrypt secrets."""

    principal: Principal
    at: str
    request_id: str
    keys: Keys

    @property
    def actor(self) -> str:
        """The user's e-mail address, or the credential's id where there is no user."""
        return self.principal.email or self.principal.credential
