"""The statement that claims idempotency keys on PostgreSQL: an insert whose rows are the locks of the keys.

It inserts the row of each key, or takes over one that has expired, and returns the keys of these rows; of a key with a
stored response it writes and returns nothing. A row that another transaction has inserted but not committed makes it
wait: for a moment only, since the statement lowers `lock_timeout` for itself, and puts it back after its last row.
"""

from triplicate.store.multi_row import MultiRow

_INSERT = "INSERT INTO idempotency (account, caller, key, fingerprint, sealed, expires_at) "
_TAKE_OVER = (
    " ON CONFLICT (account, caller, key) DO UPDATE SET expires_at = excluded.expires_at "
    "WHERE idempotency.expires_at <= excluded.expires_at RETURNING account, caller, key"
)
LOCK_TIMEOUT_MS = 100

POSTGRES_CLAIM = MultiRow(
    "WITH waiting AS MATERIALIZED (SELECT current_setting('lock_timeout') AS before, "
    f"set_config('lock_timeout', '{LOCK_TIMEOUT_MS}', true) AS during), "
    f"claimed AS ({_INSERT} SELECT named.account, named.caller, named.key, '', CAST('' AS bytea), named.now "
    "FROM waiting CROSS JOIN (VALUES ",
    "(CAST(:account_{n} AS text), CAST(:caller_{n} AS text), CAST(:key_{n} AS text), CAST(:now_{n} AS text))",
    tail=f") AS named (account, caller, key, now){_TAKE_OVER}) "
    "SELECT claims.account, claims.caller, claims.key, set_config('lock_timeout', waiting.before, true) "
    "FROM waiting LEFT JOIN (SELECT * FROM claimed ORDER BY account, caller, key) AS claims ON true",
)
"""Its rows are sorted, so that all are inserted before the first is returned; without any, it returns one of NULLs."""
