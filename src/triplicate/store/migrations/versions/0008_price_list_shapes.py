"""Price list shapes: stored price lists note the number of their shape; those of before have the first."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE price_lists ADD COLUMN shape INTEGER NOT NULL DEFAULT 1")
