"""Credentials: issuing and verifying access tokens, of which only a lookup key is stored.

An opaque token is a recognisable prefix and 256 random bits; its SHA-256 is stored, never the token. A signed token
(JWT, HS256) names its user; its `jti` is stored, so that it can be revoked like the others: alone, by user or family.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import jwt

from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Credential
from triplicate.core import ids, times
from triplicate.core.access import READ

ALGORITHM = "HS256"
KEY_ID = "triplicate-1"
ISSUER = "triplicate"
PREFIX = "tpl_"
"""Prefix of every opaque token; the dialect's name and the secret follow."""


class Grant(NamedTuple):
    """What a new token allows. `account` None means all accounts; `lifetime` None means until revoked.

    With a `user`, the token is signed and acts for that user; without, it is opaque and acts for the account.
    """

    dialect: str
    account: str | None
    user: str | None = None
    scopes: tuple[str, ...] = (READ,)
    label: str = ""
    lifetime: timedelta | None = None
    email_claim: bool = True


def issue(uow: UnitOfWork, grant: Grant, now: datetime, signing_key: bytes) -> tuple[str, Credential]:
    """Issues a token: its text, which cannot be shown again, and the stored credential."""
    is_signed = grant.user is not None
    credential_id = ids.derived_guid("credential", secrets.token_hex(16))
    token = (
        _sign_jwt(credential_id, grant, now, signing_key)
        if is_signed
        else f"{PREFIX}{grant.dialect}_{secrets.token_urlsafe(32)}"
    )
    credential = Credential(
        id=credential_id,
        lookup=f"jti:{credential_id}" if is_signed else lookup_key(token),
        dialect=grant.dialect,
        account=grant.account,
        user=grant.user.lower() if grant.user else None,
        scopes=" ".join(grant.scopes),
        label=grant.label,
        family=credential_id,
        created_at=times.from_datetime(now),
        expires_at=times.from_datetime(now + grant.lifetime) if grant.lifetime is not None else None,
        revoked_at=None,
    )
    uow.credentials.add(credential)
    return token, credential


def lookup_key(token: str) -> str:
    """The lookup key of an opaque token: its SHA-256. No salt is needed, since tokens are random."""
    return "sha256:" + hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()


def decode_claims(token: str, signing_key: bytes, now: datetime) -> dict[str, Any] | None:
    """The claims of a signed token that is genuine and valid at `now`, or None."""
    try:
        if jwt.get_unverified_header(token).get("kid") != KEY_ID:
            return None
        payload: dict[str, Any] = jwt.decode(
            token,
            signing_key,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            options={"require": ["jti", "iat", "exp", "iss"], "verify_exp": False},
        )
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    expiry = payload["exp"]
    return payload if isinstance(expiry, int) and expiry > now.timestamp() else None


def _sign_jwt(token_id: str, grant: Grant, now: datetime, signing_key: bytes) -> str:
    lifetime = grant.lifetime if grant.lifetime is not None else timedelta(minutes=60)
    payload: dict[str, Any] = {
        "jti": token_id,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "iss": ISSUER,
    }
    if grant.email_claim and grant.user:
        payload["email"] = grant.user
    return jwt.encode(payload, signing_key, algorithm=ALGORITHM, headers={"kid": KEY_ID})
