"""Authentication: verifies a request's token and returns the principal that every query takes.

Verification costs a hash or signature check and a read, so results are cached for a few seconds: a revocation takes
effect within `CACHE_TTL_S` in every process, a token's own expiry at once.
"""

import time
from collections.abc import Callable
from datetime import datetime

from triplicate.app.access import credentials
from triplicate.app.ports import Reader
from triplicate.app.records import Credential
from triplicate.core import times
from triplicate.core.access import Principal
from triplicate.core.failures import NotSignedIn, Refused

REMEMBERED_S = 4.0
_MOST_REMEMBERED = 10_000
_NOBODYS_ACCOUNT = ""


class Verifier:
    """Verifies tokens against the stored credentials."""

    def __init__(self, reader: Reader, signing_key: bytes, now: Callable[[], datetime]) -> None:
        self._reader = reader
        self._signing_key = signing_key
        self._now = now
        self._remembered: dict[tuple[str, str], tuple[float, Principal]] = {}

    def remembered(self, dialect: str, token: str | None) -> Principal | None:
        """The principal of a token from the cache, or None."""
        known = self._remembered.get((dialect, token or ""))
        return known[1] if known is not None and time.monotonic() < known[0] else None

    async def verify(self, dialect: str, token: str | None) -> Principal:
        """The principal of a token, signed or opaque, presented to `dialect`; raises DomainError(Unauthenticated)."""
        if not token:
            raise Refused(NotSignedIn())
        return self.remembered(dialect, token) or await self._look_up(dialect, token)

    async def _look_up(self, dialect: str, token: str) -> Principal:
        self._remembered.pop((dialect, token), None)
        asked = time.monotonic()
        signed = not token.startswith(credentials.PREFIX)
        claims = credentials.claims(token, self._signing_key, self._now()) if signed else {}
        if claims is None:
            raise Refused(NotSignedIn())
        lookup = f"jti:{claims['jti']}" if signed else credentials.lookup(token)
        credential = await self._reader.credential(lookup)
        if credential is None or not _is_good(credential, dialect, times.of(self._now())):
            raise Refused(NotSignedIn())
        principal = await self._of_user(credential, claims.get("email")) if signed else _of_credential(credential)
        now = self._now()
        if not _is_good(credential, dialect, times.of(now)):
            raise Refused(NotSignedIn())
        self._remember(dialect, token, principal, credential, now, asked)
        return principal

    async def _of_user(self, credential: Credential, email: object) -> Principal:
        """A signed token acts in its user's account, or in no account when the user does not exist."""
        address = email if isinstance(email, str) and email else None
        user = await self._reader.user(address) if address else None
        return Principal(
            credential=credential.id,
            dialect=credential.dialect,
            account=user.account if user else _NOBODYS_ACCOUNT,
            scopes=frozenset(credential.scopes.split()),
            email=address,
            known=user is not None,
        )

    def _remember(
        self, dialect: str, token: str, principal: Principal, credential: Credential, now: datetime, asked: float
    ) -> None:
        """Caches the result. Its age counts from the start of the read, since the data may be as old as that."""
        until = asked + REMEMBERED_S
        if credential.expires_at is not None:
            left = (datetime.fromisoformat(credential.expires_at) - now).total_seconds()
            until = min(until, time.monotonic() + left)
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[dialect, token] = (until, principal)


def _is_good(credential: Credential, dialect: str, now: str) -> bool:
    expired = credential.expires_at is not None and credential.expires_at <= now
    return credential.dialect == dialect and credential.revoked_at is None and not expired


def _of_credential(credential: Credential) -> Principal:
    return Principal(
        credential=credential.id,
        dialect=credential.dialect,
        account=credential.account,
        scopes=frozenset(credential.scopes.split()),
    )
