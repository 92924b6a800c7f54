"""File purposes: what a file is for, its name, and how many bytes of files each account has."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE files ADD COLUMN purpose TEXT NOT NULL DEFAULT 'artwork'",
    "ALTER TABLE files ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX ix_files_account_created_at_id ON files (account, created_at, id)",
    """
    CREATE TABLE file_usage (
        account TEXT NOT NULL,
        bytes BIGINT NOT NULL,
        CONSTRAINT pk_file_usage PRIMARY KEY (account),
        CONSTRAINT fk_file_usage_account FOREIGN KEY (account) REFERENCES accounts (id)
    )
    """,
    "INSERT INTO file_usage (account, bytes) SELECT account, SUM(size) FROM files GROUP BY account",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)
