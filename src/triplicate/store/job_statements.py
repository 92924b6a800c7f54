"""Statements on jobs: enqueueing, leasing and settling them, and looking them up."""

from sqlalchemy import Integer, and_, bindparam, delete, exists, literal_column, or_, select, text, tuple_, update

from triplicate.core.jobs.job import Job, JobState
from triplicate.store import schema
from triplicate.store.cursor import Row, Values
from triplicate.store.multi_row import MultiRow, insert_rows
from triplicate.store.statements import with_limit

DELETE_BATCH_SIZE = 1000
_columns, _others = schema.jobs.c, schema.jobs.alias("others").c
_WAITING = "state IN ('queued', 'leased')"
"""As the partial indexes say it: SQLite uses them only where a condition is written like this."""
ENQUEUE_JOBS = insert_rows(
    schema.jobs,
    f" ON CONFLICT (account, kind, subject, state) WHERE {_WAITING} DO UPDATE SET payload = excluded.payload, "
    "due_at = CASE WHEN jobs.attempts = 0 AND excluded.due_at < jobs.due_at THEN excluded.due_at ELSE jobs.due_at END, "
    "priority = CASE WHEN excluded.priority < jobs.priority THEN excluded.priority ELSE jobs.priority END, "
    "every_s = COALESCE(excluded.every_s, jobs.every_s)",
)
FIRST_DUE_JOBS = MultiRow(
    "SELECT ",
    f"(SELECT MIN(due_at) FROM jobs WHERE kind = :kind_{{n}} AND priority = :priority_{{n}} AND {_WAITING})",
)
_all_columns = select(*(_columns[name] for name in Job.__struct_fields__))
_subject_is_leased = exists().where(
    _others.account == _columns.account,
    _others.kind == _columns.kind,
    _others.subject == _columns.subject,
    text(f"others.{_WAITING}"),
    _others.state == literal_column("'leased'"),
)
OLDEST_DUE_JOB = with_limit(
    _all_columns.where(
        _columns.kind == bindparam("of_kind"),
        _columns.priority == bindparam("of_priority"),
        text(f"jobs.{_WAITING}"),
        _columns.due_at <= bindparam("now"),
        or_(_columns.state == literal_column("'leased'"), ~_subject_is_leased),
    ).order_by(_columns.due_at),
    literal_column("1"),
).with_for_update(of=schema.jobs, skip_locked=True)
_row = and_(_columns.account == bindparam("of_account"), _columns.id == bindparam("of_id"))
_lease = and_(
    _row,
    _columns.state == literal_column("'leased'"),
    _columns.owner == bindparam("of_owner"),
    _columns.attempts == bindparam("of_attempt"),
)
LEASE_JOB = (
    update(schema.jobs)
    .where(_row)
    .values(
        state=literal_column("'leased'"),
        owner=bindparam("owner"),
        attempts=bindparam("attempts"),
        due_at=bindparam("due_at"),
    )
)
RENEW_LEASE = update(schema.jobs).where(_lease).values(due_at=bindparam("due_at"))
SETTLE_JOB = (
    update(schema.jobs)
    .where(_lease)
    .values(
        {
            name: bindparam(name)
            for name in ("state", "due_at", "attempts", "payload", "error", "finished_at", "priority", "every_s")
        }
        | {"owner": literal_column("''")}
    )
)
TAKE_SUCCESSOR = (
    delete(schema.jobs)
    .where(
        _columns.account == bindparam("of_account"),
        _columns.kind == bindparam("of_kind"),
        _columns.subject == bindparam("of_subject"),
        text(f"jobs.{_WAITING}"),
        _columns.state == literal_column("'queued'"),
        _columns.id != bindparam("of_id"),
    )
    .returning(_columns.payload, _columns.due_at, _columns.priority, _columns.every_s)
)
REQUEUE_JOB = (
    update(schema.jobs)
    .where(_row)
    .values(
        state=literal_column("'queued'"),
        due_at=bindparam("due_at"),
        attempts=literal_column("0"),
        payload=bindparam("payload"),
        priority=bindparam("priority"),
        every_s=bindparam("every_s"),
        finished_at=literal_column("NULL"),
    )
)
DROP_JOB = delete(schema.jobs).where(_row)
JOB = {
    True: _all_columns.where(_columns.account == bindparam("account"), _columns.id == bindparam("value")),
    False: with_limit(_all_columns.where(_columns.id == bindparam("value")), literal_column("1")),
}
"""A job by its id: within an account, or everywhere."""
LOCKED_JOB = {bound: statement.with_for_update() for bound, statement in JOB.items()}
_finished = with_limit(
    select(_columns.account, _columns.id)
    .where(
        _columns.state == bindparam("of_state"),
        _columns.finished_at.is_not(None),
        _columns.finished_at < bindparam("before"),
    )
    .order_by(_columns.finished_at),
    literal_column(str(DELETE_BATCH_SIZE)),
).with_for_update(skip_locked=True)
DELETE_FINISHED_JOBS = delete(schema.jobs).where(tuple_(_columns.account, _columns.id).in_(_finished))
_listed_columns = select(*(_columns[name] for name in Job.__struct_fields__ if name != "payload"))
_page = {
    True: _listed_columns.where(_columns.account == bindparam("account")),
    False: _listed_columns,
}
JOB_PAGE = {
    bound: with_limit(
        statement.where(
            _columns.id < bindparam("before"),
            or_(bindparam("of_state") == literal_column("''"), _columns.state == bindparam("of_state")),
            or_(bindparam("of_kind") == literal_column("''"), _columns.kind == bindparam("of_kind")),
        ).order_by(_columns.id.desc()),
        bindparam("page_size", type_=Integer),
    )
    for bound, statement in _page.items()
}
"""A page of jobs, newest first and without payloads, which may be large; an empty filter matches all."""
_LISTED_NAMES = [name for name in Job.__struct_fields__ if name != "payload"]


def stored_job(row: Row) -> Job:
    """The job of a row with all columns."""
    return _job(dict(zip(Job.__struct_fields__, row, strict=True)))


def listed_job(row: Row) -> Job:
    """The job of a row of a page, with an empty payload."""
    return _job({**dict(zip(_LISTED_NAMES, row, strict=True)), "payload": b""})


def _job(values: Values) -> Job:
    return Job(**{**values, "state": JobState(values["state"])})
