"""Runs the migrations on the connection that the caller hands over."""

from alembic import context

from triplicate.store import partial_indexes  # noqa: F401  # belongs to the schema
from triplicate.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
