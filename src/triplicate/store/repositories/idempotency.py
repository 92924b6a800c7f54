"""Repository of responses stored under idempotency keys; a key is locked while its request is in progress."""

from hashlib import blake2b

import msgspec
from sqlalchemy import bindparam, delete, select, text, tuple_

from triplicate.app.records import StoredResponse
from triplicate.core.failures import DomainError, IdempotencyKeyInUse
from triplicate.store import schema
from triplicate.store.cursor import Cursor
from triplicate.store.engine import Engine

DELETE_BATCH_SIZE = 1000
_columns = schema.idempotency.c
_FIND = select(schema.idempotency).where(
    _columns.caller == bindparam("of"), _columns.key == bindparam("under"), _columns.expires_at > bindparam("now")
)
_UPSERT = text(
    "INSERT INTO idempotency (caller, key, fingerprint, sealed, expires_at) "
    "VALUES (:caller, :key, :fingerprint, :sealed, :expires_at) ON CONFLICT (caller, key) DO UPDATE "
    "SET fingerprint = excluded.fingerprint, sealed = excluded.sealed, expires_at = excluded.expires_at"
)
_expired = (
    select(_columns.caller, _columns.key)
    .where(_columns.expires_at <= bindparam("now"))
    .order_by(_columns.expires_at)
    .limit(DELETE_BATCH_SIZE)
    .with_for_update(skip_locked=True)
)
_DELETE_EXPIRED = delete(schema.idempotency).where(tuple_(_columns.caller, _columns.key).in_(_expired))


class SqlIdempotency:
    """Stored responses, in one transaction."""

    def __init__(self, cursor: Cursor, engine: Engine) -> None:
        self._cursor = cursor
        self._engine = engine

    def find(self, caller: str, key: str, now: str) -> StoredResponse | None:
        """The stored response, if not expired; raises DomainError(IdempotencyKeyInUse) when the key is locked."""
        if not self._engine.try_lock(self._cursor.connection, _lock_id(caller, key)):
            raise DomainError(IdempotencyKeyInUse())
        rows = self._cursor.rows(_FIND, {"of": caller, "under": key, "now": now})
        return StoredResponse(**dict(zip(StoredResponse.__struct_fields__, rows[0], strict=True))) if rows else None

    def store(self, response: StoredResponse) -> None:
        """Stores a response, replacing an expired one."""
        self._cursor.write(_UPSERT, [msgspec.structs.asdict(response)])

    def delete_expired(self, now: str) -> int:
        """Deletes a batch of expired responses; how many."""
        return self._cursor.connection.execute(_DELETE_EXPIRED, {"now": now}).rowcount


def _lock_id(caller: str, key: str) -> int:
    """The 64-bit advisory lock id of a key: a hash, unique for all practical purposes."""
    digest = blake2b(f"{caller}\0{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
