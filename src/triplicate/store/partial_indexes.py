"""Indexes of a part of a table, added to `schema` when this module is imported, for comparing databases with it.

To say which part loads SQLAlchemy's dialects of both databases, which no statement needs: a start would wait for them.
"""

from sqlalchemy import Index, text

from triplicate.store import schema

_jobs = schema.jobs.c
_waiting = text("state IN ('queued', 'leased')")
_finished = text("finished_at IS NOT NULL")

Index(
    "uq_jobs_account_kind_subject_state",
    _jobs.account,
    _jobs.kind,
    _jobs.subject,
    _jobs.state,
    unique=True,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
Index(None, _jobs.kind, _jobs.priority, _jobs.due_at, sqlite_where=_waiting, postgresql_where=_waiting)
Index(None, _jobs.state, _jobs.finished_at, sqlite_where=_finished, postgresql_where=_finished)
