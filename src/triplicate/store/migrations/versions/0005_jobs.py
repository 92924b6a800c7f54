"""Jobs: work that is done after the transaction that asks for it."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BYTES = {"sqlite": "BLOB", "postgresql": "BYTEA"}
_STATEMENTS = (
    """
    CREATE TABLE jobs (
        account TEXT NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        state TEXT NOT NULL,
        priority SMALLINT NOT NULL,
        due_at TEXT NOT NULL,
        every_s INTEGER,
        attempts INTEGER NOT NULL,
        payload {bytes} NOT NULL,
        error TEXT NOT NULL,
        owner TEXT NOT NULL,
        created_at TEXT NOT NULL,
        finished_at TEXT,
        CONSTRAINT pk_jobs PRIMARY KEY (account, id)
    )
    """,
    "CREATE UNIQUE INDEX uq_jobs_account_kind_subject_state ON jobs (account, kind, subject, state) "
    "WHERE state IN ('queued', 'leased')",
    "CREATE INDEX ix_jobs_kind_priority_due_at ON jobs (kind, priority, due_at) WHERE state IN ('queued', 'leased')",
    "CREATE INDEX ix_jobs_state_finished_at ON jobs (state, finished_at) WHERE finished_at IS NOT NULL",
    "CREATE INDEX ix_jobs_id ON jobs (id)",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement.format(bytes=_BYTES[connection.dialect.name]))
