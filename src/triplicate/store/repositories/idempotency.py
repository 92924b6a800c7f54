"""Repository of responses stored under idempotency keys; the key's row is its lock while the request is in progress."""

import msgspec
from sqlalchemy import bindparam, delete, literal_column, select, tuple_
from sqlalchemy.exc import DBAPIError

from triplicate.app.records import StoredResponse
from triplicate.app.units import ResponseKey
from triplicate.core.failures import DomainError, IdempotencyKeyInUse
from triplicate.store import schema
from triplicate.store.cursor import Cursor
from triplicate.store.database_errors import GroupFailure
from triplicate.store.multi_row import MultiRow, delete_rows, insert_rows
from triplicate.store.session import Session
from triplicate.store.statements import with_limit

DELETE_BATCH_SIZE = 1000
_LOCK_NOT_AVAILABLE = "55P03"
_KEY_NAMES = ("account", "caller", "key")
_DELETE = delete_rows(schema.idempotency)
_columns = schema.idempotency.c
_key = (_columns.account, _columns.caller, _columns.key)
_SELECT = select(schema.idempotency).where(
    _columns.account == bindparam("account"),
    _columns.caller == bindparam("caller"),
    _columns.key == bindparam("under"),
    _columns.expires_at > bindparam("now"),
)
_UPSERT = insert_rows(
    schema.idempotency,
    " ON CONFLICT (account, caller, key) "
    "DO UPDATE SET fingerprint = excluded.fingerprint, sealed = excluded.sealed, expires_at = excluded.expires_at",
)
_expired = with_limit(
    select(*_key).where(_columns.expires_at <= bindparam("now")).order_by(_columns.expires_at),
    literal_column(str(DELETE_BATCH_SIZE)),
).with_for_update(skip_locked=True)
_DELETE_EXPIRED = delete(schema.idempotency).where(tuple_(*_key).in_(_expired))


class SqlIdempotency:
    """Stored responses, in one transaction."""

    def __init__(self, cursor: Cursor, session: Session, claim_statement: MultiRow | None) -> None:
        self._cursor = cursor
        self._session = session
        self._claim_statement = claim_statement

    def claim(self, account: str, caller: str, key: str, now: str) -> StoredResponse | None:
        """Claims a key until the transaction ends, or returns the response that is stored under it.

        Raises DomainError(IdempotencyKeyInUse) when another transaction has claimed the key. Must come first in a
        unit of work, which cannot go on after that.
        """
        response_key = (account, caller, key)
        if response_key in self._session.responses:
            return self._session.responses[response_key]
        if self._claim_statement is not None and self._is_claimed(self._claim_statement, response_key, now):
            return None
        rows = self._cursor.mappings(_SELECT, {"account": account, "caller": caller, "under": key, "now": now})
        if not rows and self._claim_statement is not None:
            raise DomainError(IdempotencyKeyInUse())
        return StoredResponse(**rows[0]) if rows else None

    def _is_claimed(self, statement: MultiRow, response_key: ResponseKey, now: str) -> bool:
        """Whether the key could be claimed, here or for a unit before."""
        if response_key not in self._session.claims:
            self._claim_all(statement, sorted({response_key, *self._session.keys_ahead()}), now)
        return self._session.claims[response_key]

    def _claim_all(self, statement: MultiRow, keys: list[ResponseKey], now: str) -> None:
        """Claims a key, and with it those of the units that wait. Raises IdempotencyKeyInUse, GroupFailure."""
        keys = [key for key in keys if key not in self._session.claims]
        rows = [dict(zip((*_KEY_NAMES, "now"), (*key, now), strict=True)) for key in keys]
        try:
            claimed = self._cursor.write_returning(statement, rows)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise (GroupFailure() if len(keys) > 1 else DomainError(IdempotencyKeyInUse())) from error
        free_keys = {tuple(row[: len(_KEY_NAMES)]) for row in claimed}
        self._session.claims |= {key: key in free_keys for key in keys}

    def store(self, response: StoredResponse) -> None:
        """Stores a response at the end of the transaction, replacing an expired one."""
        self._session.responses[response.account, response.caller, response.key] = response

    def flush(self) -> None:
        """Writes the stored responses, and gives up the claims of keys that have none."""
        claimed = (key for key, is_free in self._session.claims.items() if is_free)
        unused = sorted(key for key in claimed if key not in self._session.responses)
        self._cursor.write(_DELETE, [dict(zip(_KEY_NAMES, key, strict=True)) for key in unused])
        responses = (response for _, response in sorted(self._session.responses.items()))
        self._cursor.write(_UPSERT, [msgspec.structs.asdict(response) for response in responses])

    def delete_expired(self, now: str) -> int:
        """Deletes a batch of expired responses; how many."""
        return self._cursor.execute(_DELETE_EXPIRED, {"now": now})
