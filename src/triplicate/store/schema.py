"""Database schema: one row per order, with lookup columns and the encoded order document.

The full-text tables differ between databases; the migrations make them, and `store.search` says what they are for.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("profile", LargeBinary, nullable=False),
    Column("updated_at", Text, nullable=False),
)
"""`profile` is JSON (`app.records.Profile`)."""

users = Table(
    "users",
    metadata,
    Column("email", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Text, primary_key=True),
    Column("lookup", Text, nullable=False),
    Column("dialect", Text, nullable=False),
    Column("account", Text, ForeignKey("accounts.id")),
    Column("user", Text),
    Column("scopes", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("revoked_at", Text),
    UniqueConstraint("lookup"),
)

orders = Table(
    "orders",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("guid", Text, nullable=False),
    Column("oid", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("origin", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("shape", Integer, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("digest", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    PrimaryKeyConstraint("account", "position"),
    UniqueConstraint("guid", "account"),
    UniqueConstraint("oid", "account"),
    UniqueConstraint("account", "number"),
    Index(None, "position"),
    Index(None, "changed", "position"),
    Index(None, "account", "changed", "position"),
)
"""`position` is the immutable sort key (`store.search.sort_keys`); `changed` is the last change in ms since 1970.
`digest` is that of the document (`core.documents.digest`), which stands last: whatever follows it is slow to reach.

Two keys begin with the id, so that the same index serves a caller who is bound to no account.
"""


def _buyers(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("account", Text, ForeignKey("accounts.id"), nullable=False),
        Column("oid", Text, nullable=False),
        Column("guid", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("shape", Integer, nullable=False),
        Column("document", LargeBinary, nullable=False),
        PrimaryKeyConstraint("account", "oid"),
        UniqueConstraint("guid", "account"),
    )


companies = _buyers("companies")
customers = _buyers("customers")
"""Companies and customers, listed by their 24-hex ids, which begin with the time at which they were made."""

facets = Table(
    "facets",
    metadata,
    Column("account", Text, nullable=False),
    Column("facet", SmallInteger, nullable=False),
    Column("value", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    PrimaryKeyConstraint("account", "facet", "value", "position"),
    Index(None, "facet", "value", "position"),
    sqlite_with_rowid=False,
)
"""Facet index of orders: by primary key within one account, by the other index across all accounts."""

facet_counts = Table(
    "facet_counts",
    metadata,
    Column("account", Text, nullable=False),
    Column("facet", SmallInteger, nullable=False),
    Column("value", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("account", "facet", "value"),
    sqlite_with_rowid=False,
)
"""Number of orders per value of the counted facets. Rows with a count of 0 may remain."""

numbers = Table(
    "numbers",
    metadata,
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    PrimaryKeyConstraint("account", "kind", "number", "order"),
    sqlite_with_rowid=False,
)

counters = Table(
    "counters",
    metadata,
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("next", BigInteger, nullable=False),
    PrimaryKeyConstraint("account", "kind"),
    sqlite_with_rowid=False,
)
"""The running numbers of an account. Its rows are also what a transaction locks to have the account to itself."""

events = Table(
    "events",
    metadata,
    Column("account", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("bucket", SmallInteger, nullable=False),
    Column("bucket_number", BigInteger, nullable=False),
    Column("order", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("user", Text),
    Column("dialect", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("account", "number"),
    Index(None, "account", "order", "number"),
    Index(None, "bucket", "bucket_number"),
    sqlite_with_rowid=False,
)
"""Numbered without gaps twice: within the account, and within its bucket (`store.event_cursor`)."""

event_buckets = Table(
    "event_buckets",
    metadata,
    Column("bucket", SmallInteger, primary_key=True, autoincrement=False),
    Column("next", BigInteger, nullable=False),
)
"""The next number of each bucket that has events; written last in a transaction, and locked until its commit."""

idempotency = Table(
    "idempotency",
    metadata,
    Column("account", Text, nullable=False),
    Column("caller", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Text, nullable=False),
    PrimaryKeyConstraint("account", "caller", "key"),
    Index(None, "expires_at"),
)
"""A caller who is bound to no account has the account `""`."""

files = Table(
    "files",
    metadata,
    Column("id", Text, nullable=False),
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("mime", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("purpose", Text, nullable=False, server_default=text("'artwork'")),
    Column("name", Text, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("id", "account"),
    Index(None, "account", "sha256"),
    Index(None, "account", "created_at", "id"),
)
"""A signed link names only the id, so the key begins with it."""

file_usage = Table(
    "file_usage",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
)
"""The sum of the sizes of an account's files, kept in the transaction of each change; no row means none."""

ledger = Table(
    "ledger",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Column("order", Text),
    Column("reference", Text),
    Column("actor", Text, nullable=False),
    Column("request", Text, nullable=False),
    PrimaryKeyConstraint("account", "number"),
    Index(None, "account", "order"),
)

price_lists = Table(
    "price_lists",
    metadata,
    Column("account", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("shape", Integer, nullable=False, server_default=text("1")),
    PrimaryKeyConstraint("account", "version"),
)
"""The default price list has the account `""`."""

pieces = Table(
    "pieces",
    metadata,
    Column("piece", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("order", Text, nullable=False),
    PrimaryKeyConstraint("piece", "account", "order"),
    sqlite_with_rowid=False,
)
"""The order of each piece; several orders only if imported documents share a piece GUID."""

piece_keys = Table(
    "piece_keys",
    metadata,
    Column("account", Text, nullable=False),
    Column("order", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    PrimaryKeyConstraint("account", "order"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("account", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("due_at", Text, nullable=False),
    Column("every_s", Integer),
    Column("attempts", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("finished_at", Text),
    PrimaryKeyConstraint("account", "id"),
    Index(None, "id"),
)
"""Jobs (`core.jobs.job.Job`); those of the installation have the account `""`. Operators list them by id. Their other
indexes are in `partial_indexes`."""
