"""The working day of an account: its profile, balance, prices and files; pieces found by themselves; metadata found."""

import sqlalchemy as sa
from alembic import op

from triplicate.store.migrations import pieces_and_metadata as before

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("profile", sa.LargeBinary(), nullable=True))
    op.add_column("accounts", sa.Column("updated_at", sa.Text(), nullable=True))
    op.create_index(op.f("ix_files_account_sha256"), "files", ["account", "sha256"])
    _money()
    _pieces()
    before.fill_accounts(op.get_bind())
    before.fill_orders(op.get_bind())


def _money() -> None:
    op.create_table(
        "ledger",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_ledger_account")),
        sa.PrimaryKeyConstraint("account", "number", name=op.f("pk_ledger")),
    )
    op.create_index(op.f("ix_ledger_order"), "ledger", ["order"])
    op.create_table(
        "price_lists",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "version", name=op.f("pk_price_lists")),
    )


def _pieces() -> None:
    op.create_table(
        "pieces",
        sa.Column("piece", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("piece", "order", name=op.f("pk_pieces")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "piece_keys",
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order", name=op.f("pk_piece_keys")),
    )
