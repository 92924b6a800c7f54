"""Orders in lists: their places, facets, words and tallies; events numbered by commits; answers kept under keys."""

import sqlalchemy as sa
from alembic import op

from triplicate.store.migrations import orders_in_lists as before

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _new_tables()
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("position", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("changed", sa.BigInteger(), nullable=True))
    before.fill_orders(op.get_bind())
    with op.batch_alter_table("orders") as batch_op:
        batch_op.alter_column("position", existing_type=sa.BigInteger(), nullable=False)
        batch_op.alter_column("changed", existing_type=sa.BigInteger(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_orders_position"), ["position"])
        batch_op.create_index(op.f("ix_orders_account_position"), ["account", "position"])
        batch_op.create_index(op.f("ix_orders_changed_position"), ["changed", "position"])
        batch_op.create_index(op.f("ix_orders_account_changed_position"), ["account", "changed", "position"])
    op.execute("CREATE TABLE events_before AS SELECT * FROM events")
    op.create_index("ix_events_before_seq", "events_before", ["seq"])
    op.drop_table("events")
    _events()
    before.fill_events(op.get_bind())
    op.drop_table("events_before")


def _new_tables() -> None:
    op.create_table(
        "facets",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("facet", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "facet", "value", "position", name=op.f("pk_facets")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_facets_facet_value_position"), "facets", ["facet", "value", "position"])
    op.create_table(
        "tallies",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("facet", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "facet", "value", name=op.f("pk_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idempotency",
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_expires_at"), "idempotency", ["expires_at"])
    before.make_search(op.get_bind())


def _events() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "events",
        sa.Column("seq", number, autoincrement=False, nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=True),
        sa.Column("dialect", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_order_seq"), "events", ["order", "seq"])
    op.create_index(op.f("ix_events_account_seq"), "events", ["account", "seq"])
