"""The first schema: every table as it stood when the earlier migrations were replaced by this one.

The text is frozen: it imports nothing of the program, so that later changes of the code cannot change what it makes.
"""

from alembic import op

revision = "0004"
down_revision = None
branch_labels = None
depends_on = None

_TYPES = {
    "sqlite": {"bytes": "BLOB", "without_rowid": "WITHOUT ROWID"},
    "postgresql": {"bytes": "BYTEA", "without_rowid": ""},
}

_TABLES = """
CREATE TABLE accounts (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    created_at TEXT NOT NULL,
    profile {bytes} NOT NULL,
    updated_at TEXT NOT NULL,
    CONSTRAINT pk_accounts PRIMARY KEY (id)
);
CREATE TABLE counters (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    next BIGINT NOT NULL,
    CONSTRAINT pk_counters PRIMARY KEY (account, kind)
) {without_rowid};
CREATE TABLE event_buckets (
    bucket SMALLINT NOT NULL,
    next BIGINT NOT NULL,
    CONSTRAINT pk_event_buckets PRIMARY KEY (bucket)
);
CREATE TABLE events (
    account TEXT NOT NULL,
    number BIGINT NOT NULL,
    bucket SMALLINT NOT NULL,
    bucket_number BIGINT NOT NULL,
    "order" TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    "user" TEXT,
    dialect TEXT NOT NULL,
    request TEXT NOT NULL,
    version INTEGER NOT NULL,
    data {bytes} NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (account, number)
) {without_rowid};
CREATE INDEX ix_events_account_order_number ON events (account, "order", number);
CREATE INDEX ix_events_bucket_bucket_number ON events (bucket, bucket_number);
CREATE TABLE facet_counts (
    account TEXT NOT NULL,
    facet SMALLINT NOT NULL,
    value TEXT NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_facet_counts PRIMARY KEY (account, facet, value)
) {without_rowid};
CREATE TABLE facets (
    account TEXT NOT NULL,
    facet SMALLINT NOT NULL,
    value TEXT NOT NULL,
    position BIGINT NOT NULL,
    CONSTRAINT pk_facets PRIMARY KEY (account, facet, value, position)
) {without_rowid};
CREATE INDEX ix_facets_facet_value_position ON facets (facet, value, position);
CREATE TABLE idempotency (
    account TEXT NOT NULL,
    caller TEXT NOT NULL,
    "key" TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    sealed {bytes} NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (account, caller, key)
);
CREATE INDEX ix_idempotency_expires_at ON idempotency (expires_at);
CREATE TABLE numbers (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    "order" TEXT NOT NULL,
    CONSTRAINT pk_numbers PRIMARY KEY (account, kind, number, "order")
) {without_rowid};
CREATE TABLE piece_keys (
    account TEXT NOT NULL,
    "order" TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT pk_piece_keys PRIMARY KEY (account, "order")
);
CREATE TABLE pieces (
    piece TEXT NOT NULL,
    account TEXT NOT NULL,
    "order" TEXT NOT NULL,
    CONSTRAINT pk_pieces PRIMARY KEY (piece, account, "order")
) {without_rowid};
CREATE TABLE price_lists (
    account TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    document {bytes} NOT NULL,
    created_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    CONSTRAINT pk_price_lists PRIMARY KEY (account, version)
);
CREATE TABLE settings (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_settings PRIMARY KEY (name)
);
CREATE TABLE credentials (
    id TEXT NOT NULL,
    lookup TEXT NOT NULL,
    dialect TEXT NOT NULL,
    account TEXT,
    "user" TEXT,
    scopes TEXT NOT NULL,
    label TEXT NOT NULL,
    family TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    CONSTRAINT pk_credentials PRIMARY KEY (id),
    CONSTRAINT uq_credentials_lookup UNIQUE (lookup),
    CONSTRAINT fk_credentials_account FOREIGN KEY (account) REFERENCES accounts (id)
);
CREATE TABLE files (
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_files PRIMARY KEY (id, account),
    CONSTRAINT fk_files_account FOREIGN KEY (account) REFERENCES accounts (id)
);
CREATE INDEX ix_files_account_sha256 ON files (account, sha256);
CREATE TABLE ledger (
    account TEXT NOT NULL,
    number BIGINT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    "order" TEXT,
    reference TEXT,
    actor TEXT NOT NULL,
    request TEXT NOT NULL,
    CONSTRAINT pk_ledger PRIMARY KEY (account, number),
    CONSTRAINT fk_ledger_account FOREIGN KEY (account) REFERENCES accounts (id)
);
CREATE INDEX ix_ledger_account_order ON ledger (account, "order");
CREATE TABLE orders (
    account TEXT NOT NULL,
    position BIGINT NOT NULL,
    guid TEXT NOT NULL,
    oid TEXT NOT NULL,
    number BIGINT NOT NULL,
    origin TEXT NOT NULL,
    version INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    changed BIGINT NOT NULL,
    document {bytes} NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (account, position),
    CONSTRAINT uq_orders_guid_account UNIQUE (guid, account),
    CONSTRAINT uq_orders_oid_account UNIQUE (oid, account),
    CONSTRAINT uq_orders_account_number UNIQUE (account, number),
    CONSTRAINT fk_orders_account FOREIGN KEY (account) REFERENCES accounts (id)
);
CREATE INDEX ix_orders_account_changed_position ON orders (account, changed, position);
CREATE INDEX ix_orders_changed_position ON orders (changed, position);
CREATE INDEX ix_orders_position ON orders (position);
CREATE TABLE companies (
    account TEXT NOT NULL,
    oid TEXT NOT NULL,
    guid TEXT NOT NULL,
    version INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    document {bytes} NOT NULL,
    CONSTRAINT pk_companies PRIMARY KEY (account, oid),
    CONSTRAINT uq_companies_guid_account UNIQUE (guid, account),
    CONSTRAINT fk_companies_account FOREIGN KEY (account) REFERENCES accounts (id)
);
CREATE TABLE customers (
    account TEXT NOT NULL,
    oid TEXT NOT NULL,
    guid TEXT NOT NULL,
    version INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    document {bytes} NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (account, oid),
    CONSTRAINT uq_customers_guid_account UNIQUE (guid, account),
    CONSTRAINT fk_customers_account FOREIGN KEY (account) REFERENCES accounts (id)
);
CREATE TABLE users (
    email TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (email),
    CONSTRAINT fk_users_account FOREIGN KEY (account) REFERENCES accounts (id)
);
"""

_SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search USING fts5(words, tokenize='ascii', detail='none', columnsize=0, "
        "prefix='1 2 3 4 5 6 7 8 9 10 11 12')",
    ),
    "postgresql": (
        "CREATE TABLE search (account TEXT NOT NULL, position BIGINT NOT NULL, words TSVECTOR NOT NULL, "
        "CONSTRAINT pk_search PRIMARY KEY (account, position))",
        "CREATE INDEX ix_search_words ON search USING gin (words)",
        'CREATE TABLE words (word TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL, account TEXT NOT NULL, '
        "CONSTRAINT pk_words PRIMARY KEY (word, position, account))",
    ),
}


def upgrade() -> None:
    connection = op.get_bind()
    database = connection.dialect.name
    tables = _TABLES.format(**_TYPES[database]).strip().rstrip(";").split(";\n")
    for statement in (*tables, *_SEARCH[database]):
        connection.exec_driver_sql(statement)
