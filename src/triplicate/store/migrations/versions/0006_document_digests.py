"""Document digests: whether an order is still the same is read without its document.

The column stands before the document: SQLite would read through a large one to reach what follows it.
"""

import hashlib

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = "account, position, guid, oid, number, origin, version, shape, changed"
_SQLITE = (
    """
    CREATE TABLE orders_with_digest (
        account TEXT NOT NULL,
        position BIGINT NOT NULL,
        guid TEXT NOT NULL,
        oid TEXT NOT NULL,
        number BIGINT NOT NULL,
        origin TEXT NOT NULL,
        version INTEGER NOT NULL,
        shape INTEGER NOT NULL,
        changed BIGINT NOT NULL,
        digest BIGINT NOT NULL,
        document BLOB NOT NULL,
        CONSTRAINT pk_orders PRIMARY KEY (account, position),
        CONSTRAINT uq_orders_guid_account UNIQUE (guid, account),
        CONSTRAINT uq_orders_oid_account UNIQUE (oid, account),
        CONSTRAINT uq_orders_account_number UNIQUE (account, number),
        CONSTRAINT fk_orders_account FOREIGN KEY (account) REFERENCES accounts (id)
    )
    """,
    f"INSERT INTO orders_with_digest ({_COLUMNS}, digest, document) "
    f"SELECT {_COLUMNS}, document_digest(document), document FROM orders ORDER BY rowid",
    "DROP TABLE orders",
    "ALTER TABLE orders_with_digest RENAME TO orders",
    "CREATE INDEX ix_orders_account_changed_position ON orders (account, changed, position)",
    "CREATE INDEX ix_orders_changed_position ON orders (changed, position)",
    "CREATE INDEX ix_orders_position ON orders (position)",
)
_POSTGRESQL = (
    "ALTER TABLE orders ADD COLUMN digest BIGINT",
    "UPDATE orders SET digest = ('x' || encode(substring(sha256(document) FROM 1 FOR 8), 'hex'))::bit(64)::bigint",
    "ALTER TABLE orders ALTER COLUMN digest SET NOT NULL",
)


def _document_digest(document: bytes) -> int:
    return int.from_bytes(hashlib.sha256(document).digest()[:8], "big", signed=True)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        driver_connection = connection.connection.driver_connection
        assert driver_connection is not None
        driver_connection.create_function("document_digest", 1, _document_digest, deterministic=True)
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)
