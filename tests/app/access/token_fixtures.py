"""Issues, verifies and revokes tokens for two accounts, with a clock that the test sets."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from triplicate.app.access import credentials, sign_in
from triplicate.app.access.credentials import Grant
from triplicate.app.accounts import directory
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Credential
from triplicate.core.access import Principal
from triplicate.core.failures import DomainError, Unauthenticated
from triplicate.main import Installation

ACCOUNT, OTHER_ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
ANN, BOB = "ann@example.com", "bob@example.com"


class TokenIssuer:
    """Issues tokens and verifies them, at a time that only moves when it is told to."""

    def __init__(self, installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
        self.installation = installation
        self.now = datetime.now(UTC)
        self._passed = 0.0
        monkeypatch.setattr(sign_in, "time", SimpleNamespace(monotonic=lambda: self._passed))
        self._loop = asyncio.new_event_loop()
        self._reader = installation.reader()
        self.verifier = sign_in.TokenVerifier(self._reader, installation.keys.jwt, lambda: self.now)
        installation.store.run("people", self._add_users)

    def _add_users(self, uow: UnitOfWork) -> None:
        for account, email in ((ACCOUNT, ANN), (OTHER_ACCOUNT, BOB)):
            directory.create_account(uow, account, "An account", "EUR", self.now)
            directory.create_user(uow, email, account, "A person", self.now)

    def advance_clock(self, seconds: float) -> None:
        """Lets time pass."""
        self._passed += seconds
        self.now += timedelta(seconds=seconds)

    def issue(
        self, dialect: str, account: str | None = ACCOUNT, user: str | None = None, **more: Any
    ) -> tuple[str, Credential]:
        """A token, and what was stored of it."""
        grant = Grant(dialect, account, user, **more)
        return self.installation.store.run(
            "issue", lambda unit: credentials.issue(unit, grant, self.now, self.installation.keys.jwt)
        )

    def revoke(self, **criterion: str) -> int:
        """Revokes, as an operator beside this process would."""
        at = self.now.isoformat()
        return self.installation.store.run("revoke", lambda unit: unit.credentials.revoke(at, **criterion))

    def verify(self, dialect: str, token: str | None) -> Principal | None:
        """The principal that a dialect takes a token for; None when it is refused."""
        try:
            return self._loop.run_until_complete(self.verifier.verify(dialect, token))
        except DomainError as refused:
            if not isinstance(refused.failure, Unauthenticated):
                raise
            return None

    def close(self) -> None:
        """Ends the reading."""
        self._loop.run_until_complete(self._reader.close())
        self._loop.close()
