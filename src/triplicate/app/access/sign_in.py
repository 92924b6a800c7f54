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
from triplicate.core.failures import DomainError, Unauthenticated

CACHE_TTL_S = 4.0
_MAX_CACHED = 10_000
_NO_ACCOUNT = ""


class TokenVerifier:
    """Verifies tokens against the stored credentials."""

    def __init__(self, reader: Reader, signing_key: bytes, now: Callable[[], datetime]) -> None:
        self._reader = reader
        self._signing_key = signing_key
        self._now = now
        self._cache: dict[tuple[str, str], tuple[float, Principal]] = {}

    def cached_principal(self, dialect: str, token: str | None) -> Principal | None:
        """The principal of a token from the cache, or None."""
        entry = self._cache.get((dialect, token or ""))
        return entry[1] if entry is not None and time.monotonic() < entry[0] else None

    async def verify(self, dialect: str, token: str | None) -> Principal:
        """The principal of a token, signed or opaque, presented to `dialect`; raises DomainError(Unauthenticated)."""
        if not token:
            raise DomainError(Unauthenticated())
        return self.cached_principal(dialect, token) or await self._look_up(dialect, token)

    async def _look_up(self, dialect: str, token: str) -> Principal:
        self._cache.pop((dialect, token), None)
        read_started_at = time.monotonic()
        is_signed = not token.startswith(credentials.PREFIX)
        claims = credentials.decode_claims(token, self._signing_key, self._now()) if is_signed else {}
        if claims is None:
            raise DomainError(Unauthenticated())
        lookup = f"jti:{claims['jti']}" if is_signed else credentials.lookup_key(token)
        credential = await self._reader.credential(lookup)
        if credential is None or not _is_valid(credential, dialect, times.from_datetime(self._now())):
            raise DomainError(Unauthenticated())
        principal = (
            await self._user_principal(credential, claims.get("email"))
            if is_signed
            else _credential_principal(credential)
        )
        now = self._now()
        if not _is_valid(credential, dialect, times.from_datetime(now)):
            raise DomainError(Unauthenticated())
        self._cache_principal(dialect, token, principal, credential, now, read_started_at)
        return principal

    async def _user_principal(self, credential: Credential, email: object) -> Principal:
        """A signed token acts in the account of its credential, for the user whom both name, or in no account when the
        user does not exist. Raises DomainError(Unauthenticated) when token and credential are of different users.
        """
        address = email if isinstance(email, str) and email else None
        user = await self._reader.user(address) if address else None
        if user is not None and (user.email, user.account) != (credential.user, credential.account):
            raise DomainError(Unauthenticated())
        return Principal(
            credential=credential.id,
            dialect=credential.dialect,
            account=user.account if user else _NO_ACCOUNT,
            scopes=frozenset(credential.scopes.split()),
            email=address,
            user_exists=user is not None,
        )

    def _cache_principal(
        self,
        dialect: str,
        token: str,
        principal: Principal,
        credential: Credential,
        now: datetime,
        read_started_at: float,
    ) -> None:
        """Caches the result. Its age counts from the start of the read, since the data may be as old as that."""
        cached_until = read_started_at + CACHE_TTL_S
        if credential.expires_at is not None:
            remaining_s = (datetime.fromisoformat(credential.expires_at) - now).total_seconds()
            cached_until = min(cached_until, time.monotonic() + remaining_s)
        if len(self._cache) >= _MAX_CACHED:
            self._cache.clear()
        self._cache[dialect, token] = (cached_until, principal)


def _is_valid(credential: Credential, dialect: str, now: str) -> bool:
    expired = credential.expires_at is not None and credential.expires_at <= now
    return credential.dialect == dialect and credential.revoked_at is None and not expired


def _credential_principal(credential: Credential) -> Principal:
    return Principal(
        credential=credential.id,
        dialect=credential.dialect,
        account=credential.account,
        scopes=frozenset(credential.scopes.split()),
    )
