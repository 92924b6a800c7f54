"""Jobs that requests are about, one of the demo's owner and one of the stranger, and tokens for operations on them."""

import msgspec

from tests.conftest import Demo
from triplicate.api import demo as demo_api
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.ports import UnitOfWork
from triplicate.core.access import ADMIN
from triplicate.core.jobs.kind import JobKind

_LATE = "2998-01-01T00:00:00.000Z"


class Nothing(msgspec.Struct):
    """Such a job says nothing."""


_KIND = JobKind(name="conformance", payload=Nothing)


def owners_job(demo: Demo) -> str:
    """The id of a job of the demo's owner. The stranger has one as well."""
    demo.installation.store.run("enqueue", _enqueue)
    with demo.installation.store.sql.connect() as connection:
        id: str = connection.exec_driver_sql(
            f"SELECT id FROM jobs WHERE kind = '{_KIND.name}' AND state = 'queued' AND account = '{demo_api.ACCOUNT}'"
        ).scalar_one()
    return id


def operator_token(demo: Demo, kind: str = "token") -> str:
    """A native token with the scope `admin`, of the demo's owner or of the stranger."""
    account = demo_api.ACCOUNT if kind == "token" else demo_api.STRANGER_ACCOUNT
    now, grant = demo.installation.now(), Grant("native", account, scopes=(ADMIN,))
    return demo.installation.store.run("token", lambda unit: issue(unit, grant, now, demo.installation.keys.jwt)[0])


def _enqueue(uow: UnitOfWork) -> None:
    for account in (demo_api.ACCOUNT, demo_api.STRANGER_ACCOUNT):
        uow.jobs.enqueue(_KIND, Nothing(), account=account, subject=_KIND.name, at=_LATE)
