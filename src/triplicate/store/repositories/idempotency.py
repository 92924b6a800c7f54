"""Repository of responses stored under idempotency keys; the key's row is its lock while the request is in progress."""

import msgspec
from sqlalchemy import TextClause, bindparam, delete, literal_column, select, tuple_
from sqlalchemy.exc import DBAPIError

from triplicate.app.records import StoredResponse
from triplicate.core.failures import DomainError, IdempotencyKeyInUse
from triplicate.store import schema
from triplicate.store.cursor import Cursor
from triplicate.store.multi_row import insert_rows
from triplicate.store.session import Session
from triplicate.store.statements import with_limit

DELETE_BATCH_SIZE = 1000
_LOCK_NOT_AVAILABLE = "55P03"
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

    def __init__(self, cursor: Cursor, session: Session, claim_statement: TextClause | None) -> None:
        self._cursor = cursor
        self._session = session
        self._claim_statement = claim_statement

    def claim(self, account: str, caller: str, key: str, now: str) -> StoredResponse | None:
        """Claims a key until the transaction ends, or returns the response that is stored under it.

        Raises DomainError(IdempotencyKeyInUse) when another transaction has claimed the key. Must come first in a
        unit of work, which cannot go on after that.
        """
        if (account, caller, key) in self._session.responses:
            return self._session.responses[account, caller, key]
        if self._claim_statement is not None and self._insert(self._claim_statement, account, caller, key, now):
            return None
        rows = self._cursor.mappings(_SELECT, {"account": account, "caller": caller, "under": key, "now": now})
        if not rows and self._claim_statement is not None:
            raise DomainError(IdempotencyKeyInUse())
        return StoredResponse(**rows[0]) if rows else None

    def _insert(self, statement: TextClause, account: str, caller: str, key: str, now: str) -> bool:
        """Whether the key's row could be inserted, which claims it."""
        try:
            return bool(self._cursor.rows(statement, {"account": account, "caller": caller, "key": key, "now": now}))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                raise DomainError(IdempotencyKeyInUse()) from error
            raise

    def store(self, response: StoredResponse) -> None:
        """Stores a response at the end of the transaction, replacing an expired one."""
        self._session.responses[response.account, response.caller, response.key] = response

    def flush(self) -> None:
        """Writes the stored responses."""
        responses = (response for _, response in sorted(self._session.responses.items()))
        self._cursor.write(_UPSERT, [msgspec.structs.asdict(response) for response in responses])

    def delete_expired(self, now: str) -> int:
        """Deletes a batch of expired responses; how many."""
        return self._cursor.execute(_DELETE_EXPIRED, {"now": now})
