"""Jobs that tidy: what has expired is deleted in batches, and the rest is kept."""

from datetime import timedelta

from tests.workers.worker_fixtures import COUNT, Clock, count, enqueue, jobs, worker
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.jobs import tidy
from triplicate.app.jobs.handlers import handle
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import StoredResponse
from triplicate.core import times
from triplicate.main import Installation


def store_responses(installation: Installation, number: int, name: str, lifetime: timedelta) -> None:
    """Stores so many responses that expire after `lifetime`."""
    until = times.from_datetime(installation.now() + lifetime)

    def work(uow: UnitOfWork) -> None:
        for place in range(number):
            key = f"{name} {place}"
            uow.idempotency.store(
                StoredResponse(account="a", caller="c", key=key, fingerprint="f", sealed=b"s", expires_at=until)
            )

    installation.store.run("store", work)


def stored_responses(installation: Installation) -> int:
    with installation.store.sql.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM idempotency").scalar_one())


def test_expired_responses_are_deleted_and_no_others(installation: Installation) -> None:
    store_responses(installation, 3, "expired", timedelta(seconds=-1))
    store_responses(installation, 2, "good", timedelta(hours=1))
    worker(installation, Clock(installation), *tidy.HANDLERS).run_due()
    assert stored_responses(installation) == 2


def test_many_responses_are_deleted_in_several_transactions(installation: Installation) -> None:
    store_responses(installation, 2500, "expired", timedelta(hours=-1))
    runs = worker(installation, Clock(installation), *tidy.HANDLERS).run_due()
    assert stored_responses(installation) == 0
    assert runs >= len(tidy.HANDLERS) + 3


def test_jobs_that_ended_long_ago_are_deleted(installation: Installation) -> None:
    clock = Clock(installation)
    made = worker(installation, clock, handle(COUNT, count), *tidy.HANDLERS)
    enqueue(installation)
    made.run_due()
    assert len(jobs(installation)) == 1 + len(tidy.HANDLERS)
    clock.forward(timedelta(days=1, hours=1).total_seconds())
    made.run_due()
    assert {job.kind for job in jobs(installation)} == {each.kind.name for each in tidy.HANDLERS}


def test_credentials_that_ended_long_ago_are_deleted(installation: Installation) -> None:
    long_ago, lately = timedelta(days=-91), timedelta(days=-89)

    def add(uow: UnitOfWork) -> None:
        for name, lifetime, age, revoked in (
            ("endless", None, long_ago, None),
            ("good", timedelta(days=365), long_ago, None),
            ("expired", timedelta(minutes=1), long_ago, None),
            ("expired lately", timedelta(minutes=1), lately, None),
            ("revoked", None, long_ago, long_ago),
            ("revoked lately", None, long_ago, lately),
        ):
            grant = Grant("native", None, label=name, lifetime=lifetime)
            _, credential = issue(uow, grant, installation.now() + age, installation.keys.jwt)
            if revoked is not None:
                uow.credentials.revoke(times.from_datetime(installation.now() + revoked), id=credential.id)

    installation.store.run("add", add)
    worker(installation, Clock(installation), *tidy.HANDLERS).run_due()
    left = {credential.label for credential in installation.store.run("all", lambda uow: uow.credentials.all())}
    assert left == {"endless", "good", "expired lately", "revoked lately"}


def test_every_installation_tidies(installation: Installation) -> None:
    assert set(tidy.HANDLERS) <= set(installation.job_handlers)
    assert all(each.every is not None for each in tidy.HANDLERS)
