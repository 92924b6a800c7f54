"""Repository of responses stored under idempotency keys; a key is locked while its request is in progress."""

from hashlib import blake2b

import msgspec
from sqlalchemy import bindparam, delete, select, text, tuple_

from triplicate.app.records import Kept
from triplicate.core.failures import KeyInFlight, Refused
from triplicate.store import schema
from triplicate.store.cursor import Driver
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
    """Stored responses, in one transaction."""

    def __init__(self, driver: Driver, engine: Engine) -> None:
        self._driver = driver
        self._engine = engine

    def find(self, caller: str, key: str, now: str) -> Kept | None:
        """The stored response, if not expired; raises DomainError(IdempotencyKeyInUse) when the key is locked."""
        if not self._engine.hold(self._driver.connection, _number(caller, key)):
            raise Refused(KeyInFlight())
        rows = self._driver.rows(_FIND, {"of": caller, "under": key, "now": now})
        return Kept(**dict(zip(Kept.__struct_fields__, rows[0], strict=True))) if rows else None

    def keep(self, kept: Kept) -> None:
        """Stores a response, replacing an expired one."""
        self._driver.write(_KEEP, [msgspec.structs.asdict(kept)])

    def forget(self, now: str) -> int:
        """Deletes a batch of expired responses; how many."""
        return self._driver.connection.execute(_FORGET, {"now": now}).rowcount


def _number(caller: str, key: str) -> int:
    """The 64-bit advisory lock id of a key: a hash, unique for all practical purposes."""
    digest = blake2b(f"{caller}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
