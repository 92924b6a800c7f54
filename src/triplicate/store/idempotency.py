"""Answers kept under idempotency keys, as rows; whoever works under a key holds it until the transaction ends."""

from hashlib import blake2b

import msgspec
from sqlalchemy import bindparam, delete, select, text, tuple_

from triplicate.app.stored import Kept
from triplicate.core.failures import KeyInFlight, Refused
from triplicate.store import schema
from triplicate.store.driver import Driver
from triplicate.store.engine import Engine

FORGOTTEN_AT_ONCE = 1000
_kept = schema.idempotency.c
_FIND = select(schema.idempotency).where(
    _kept.caller == bindparam("of"), _kept.key == bindparam("under"), _kept.expires_at > bindparam("now")
)
_KEEP = text(
    "INSERT INTO idempotency (caller, key, fingerprint, sealed, expires_at) "
    "VALUES (:caller, :key, :fingerprint, :sealed, :expires_at) ON CONFLICT (caller, key) DO UPDATE "
    "SET fingerprint = excluded.fingerprint, sealed = excluded.sealed, expires_at = excluded.expires_at"
)
_expired = (
    select(_kept.caller, _kept.key)
    .where(_kept.expires_at <= bindparam("now"))
    .order_by(_kept.expires_at)
    .limit(FORGOTTEN_AT_ONCE)
    .with_for_update(skip_locked=True)
)
_FORGET = delete(schema.idempotency).where(tuple_(_kept.caller, _kept.key).in_(_expired))


class SqlIdempotency:
    """Kept answers, in one transaction."""

    def __init__(self, driver: Driver, engine: Engine) -> None:
        self._driver = driver
        self._engine = engine

    def find(self, caller: str, key: str, now: str) -> Kept | None:
        """What is kept and has not expired; raises Refused(KeyInFlight) when another transaction holds the key."""
        if not self._engine.hold(self._driver.connection, _number(caller, key)):
            raise Refused(KeyInFlight())
        rows = self._driver.rows(_FIND, {"of": caller, "under": key, "now": now})
        return Kept(**dict(zip(Kept.__struct_fields__, rows[0], strict=True))) if rows else None

    def keep(self, kept: Kept) -> None:
        """Keeps an answer, in place of an expired one."""
        self._driver.write(_KEEP, [msgspec.structs.asdict(kept)])

    def forget(self, now: str) -> int:
        """Removes what has expired, some at a time; how many there were."""
        return self._driver.connection.execute(_FORGET, {"now": now}).rowcount


def _number(caller: str, key: str) -> int:
    """A number of 64 bits for a key, nobody else's for all practical purposes."""
    digest = blake2b(f"{caller}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
