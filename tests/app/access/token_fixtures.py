"""Where tokens are issued and shown in these tests: a house with two people, and a clock that the test sets."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from triplicate.app.access import credentials, sign_in
from triplicate.app.access.credentials import Grant
from triplicate.app.accounts import directory
from triplicate.app.ports import Unit
from triplicate.app.records import Credential
from triplicate.core.access import Principal
from triplicate.core.failures import NotSignedIn, Refused
from triplicate.main import House

HERE, THERE = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
ANN, BOB = "ann@example.com", "bob@example.com"


class Desk:
    """Issues tokens and verifies them, at a time that only moves when it is told to."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.house = house
        self.now = datetime.now(UTC)
        self._passed = 0.0
        monkeypatch.setattr(sign_in, "time", SimpleNamespace(monotonic=lambda: self._passed))
        self._loop = asyncio.new_event_loop()
        self._reader = house.reader()
        self.verifier = sign_in.Verifier(self._reader, house.keys.jwt, lambda: self.now)
        house.store.run("people", self._people)

    def _people(self, unit: Unit) -> None:
        for account, email in ((HERE, ANN), (THERE, BOB)):
            directory.create_account(unit, account, "An account", "EUR", self.now)
            directory.create_user(unit, email, account, "A person", self.now)

    def pass_(self, seconds: float) -> None:
        """Lets time pass."""
        self._passed += seconds
        self.now += timedelta(seconds=seconds)

    def issue(
        self, dialect: str, account: str | None = HERE, user: str | None = None, **more: Any
    ) -> tuple[str, Credential]:
        """A token, and what was stored of it."""
        grant = Grant(dialect, account, user, **more)
        return self.house.store.run("issue", lambda unit: credentials.issue(unit, grant, self.now, self.house.keys.jwt))

    def revoke(self, **criterion: str) -> int:
        """Revokes, as an operator beside this process would."""
        at = self.now.isoformat()
        return self.house.store.run("revoke", lambda unit: unit.credentials.revoke(at, **criterion))

    def show(self, dialect: str, token: str | None) -> Principal | None:
        """The principal that a dialect takes a token for; None when it is refused."""
        try:
            return self._loop.run_until_complete(self.verifier.verify(dialect, token))
        except Refused as refused:
            if not isinstance(refused.failure, NotSignedIn):
                raise
            return None

    def close(self) -> None:
        """Ends the reading."""
        self._loop.run_until_complete(self._reader.close())
        self._loop.close()
