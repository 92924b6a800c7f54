"""The statement that claims an idempotency key on PostgreSQL: an insert whose row is the lock of the key.

It inserts the key's row, or takes over one that has expired; nothing is written if there is a stored response. A row
that another transaction has inserted but not committed makes it wait: for a moment only, since the statement lowers
`lock_timeout` for itself.
"""

from sqlalchemy import TextClause, text

_INSERT = "INSERT INTO idempotency (account, caller, key, fingerprint, sealed, expires_at)"
_TAKE_OVER = (
    "ON CONFLICT (account, caller, key) DO UPDATE SET expires_at = excluded.expires_at "
    "WHERE idempotency.expires_at <= excluded.expires_at"
)
LOCK_TIMEOUT_MS = 100

POSTGRES_CLAIM: TextClause = text(
    "WITH waiting AS MATERIALIZED (SELECT current_setting('lock_timeout') AS before, "
    f"set_config('lock_timeout', '{LOCK_TIMEOUT_MS}', true) AS during) "
    f"{_INSERT} SELECT CAST(:account AS text), CAST(:caller AS text), CAST(:key AS text), '', CAST('' AS bytea), "
    f"CAST(:now AS text) FROM waiting {_TAKE_OVER} "
    "RETURNING (SELECT set_config('lock_timeout', before, true) FROM waiting)"
)
"""The row returned puts `lock_timeout` back; without one nothing else is locked, as the response is replayed."""
