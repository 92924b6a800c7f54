"""Jobs in the store: one per subject, leases that fence, and settlements that lose nothing."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from triplicate.app.ports.jobs import Settlement
from triplicate.core import times
from triplicate.core.jobs.job import MAX_ERROR_LENGTH, Job, JobState, LeaseLost
from triplicate.core.jobs.kind import MAX_PAYLOAD_BYTES, JobKind, Priority
from triplicate.main import Installation


class Parcel(msgspec.Struct):
    """A payload."""

    number: int
    text: str = ""


SEND = JobKind(name="send", payload=Parcel)
OTHER = JobKind(name="other", payload=Parcel)
ACCOUNT = "123e4567-e89b-12d3-a456-426614174000"


def enqueue(installation: Installation, number: int = 1, kind: JobKind[Parcel] = SEND, **options: Any) -> None:
    installation.store.run("enqueue", lambda uow: uow.jobs.enqueue(kind, Parcel(number), **options))


def moment(installation: Installation, seconds: float = 0) -> str:
    return times.from_datetime(installation.now() + timedelta(seconds=seconds))


def lease(
    installation: Installation, owner: str = "w", for_s: float = 60, later_s: float = 1, priority: int = 1
) -> Job | None:
    now, until = moment(installation, later_s), moment(installation, later_s + for_s)
    return installation.store.run("lease", lambda uow: uow.jobs.lease("send", priority, owner, now, until))


def must_lease(installation: Installation, **options: Any) -> Job:
    job = lease(installation, **options)
    assert job is not None
    return job


def settle(installation: Installation, job: Job, state: JobState, due_s: float = 0, attempts: int = 0) -> None:
    settlement = Settlement(state, moment(installation, due_s), attempts, "e" * 1000)
    installation.store.run("settle", lambda uow: uow.jobs.settle(job, settlement, moment(installation)))


def stored(installation: Installation, job: Job) -> Job | None:
    return installation.store.run("get", lambda uow: uow.jobs.get(job.account, job.id))


def number(job: Job) -> int:
    return SEND.decode(job.payload).number


def test_a_job_is_there_when_its_transaction_has_committed(installation: Installation) -> None:
    def fail(uow: Any) -> None:
        uow.jobs.enqueue(SEND, Parcel(1))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        installation.store.run("fail", fail)
    assert lease(installation) is None
    enqueue(installation, 2, account=ACCOUNT, subject="s")
    job = must_lease(installation, owner="me")
    assert (job.account, job.kind, job.subject, job.state) == (ACCOUNT, "send", "s", JobState.LEASED)
    assert (job.attempts, job.owner, number(job)) == (1, "me", 2)
    assert stored(installation, job) == job


def test_a_savepoint_that_is_rolled_back_enqueues_nothing(installation: Installation) -> None:
    def fail(uow: Any) -> None:
        uow.jobs.enqueue(SEND, Parcel(1))
        raise ZeroDivisionError

    def work(uow: Any) -> None:
        with pytest.raises(ZeroDivisionError):
            uow.run_in_savepoint(lambda: fail(uow))
        uow.jobs.enqueue(SEND, Parcel(2))

    installation.store.run("work", work)
    assert number(must_lease(installation)) == 2
    assert lease(installation) is None


def test_one_queued_job_per_subject_with_the_newest_payload_and_the_earliest_time(installation: Installation) -> None:
    enqueue(installation, 1, subject="s", at=moment(installation, 3600))
    enqueue(installation, 2, subject="s", at=moment(installation, 7200), priority=Priority.URGENT)
    assert lease(installation, later_s=3599, priority=Priority.URGENT) is None
    assert number(must_lease(installation, later_s=3601, priority=Priority.URGENT)) == 2
    assert lease(installation, later_s=9999) is None


def test_one_transaction_may_enqueue_a_subject_twice(installation: Installation) -> None:
    def twice(uow: Any) -> None:
        uow.jobs.enqueue(SEND, Parcel(1), subject="s", at=moment(installation, 7200), every=timedelta(days=1))
        uow.jobs.enqueue(SEND, Parcel(2), subject="s")

    installation.store.run("twice", twice)
    job = must_lease(installation)
    assert (number(job), job.every_s) == (2, 86400)
    assert lease(installation) is None


def test_subjects_of_other_accounts_and_kinds_are_other_subjects(installation: Installation) -> None:
    enqueue(installation, 1, subject="s")
    enqueue(installation, 2, subject="s", account=ACCOUNT)
    enqueue(installation, 3, subject="s", kind=OTHER)
    enqueue(installation, 4)
    enqueue(installation, 5)
    numbers = {number(must_lease(installation)) for _ in range(4)}
    assert numbers == {1, 2, 4, 5}
    assert lease(installation) is None


def test_a_running_job_gets_one_successor_that_waits_for_it(installation: Installation) -> None:
    enqueue(installation, 1, subject="s")
    job = must_lease(installation)
    enqueue(installation, 2, subject="s")
    enqueue(installation, 3, subject="s")
    assert lease(installation) is None
    settle(installation, job, JobState.DONE)
    successor = must_lease(installation)
    assert (number(successor), successor.attempts) == (3, 1)
    assert lease(installation) is None


def test_a_failed_job_takes_the_payload_of_its_successor_and_keeps_its_backoff(installation: Installation) -> None:
    enqueue(installation, 1, subject="s")
    job = must_lease(installation)
    enqueue(installation, 2, subject="s")
    settle(installation, job, JobState.QUEUED, due_s=600, attempts=1)
    enqueue(installation, 3, subject="s")
    assert lease(installation, later_s=599) is None
    again = must_lease(installation, later_s=601)
    assert (again.id, again.attempts, number(again)) == (job.id, 2, 3)
    assert again.error == "e" * MAX_ERROR_LENGTH


def test_a_recurring_job_runs_earlier_if_its_successor_is_due_earlier(installation: Installation) -> None:
    enqueue(installation, 1, subject="s")
    job = must_lease(installation)
    enqueue(installation, 2, subject="s")
    settle(installation, job, JobState.QUEUED, due_s=600)
    assert number(must_lease(installation)) == 2


def test_a_job_takes_the_interval_and_the_priority_of_its_successor(installation: Installation) -> None:
    """Also when it is queued again after a failure, as when it is retried."""
    enqueue(installation, 1, subject="s", every=timedelta(minutes=1))
    job = must_lease(installation)
    enqueue(installation, 2, subject="s", every=timedelta(hours=1), priority=Priority.URGENT)
    settle(installation, job, JobState.QUEUED, attempts=1)
    again = must_lease(installation, priority=Priority.URGENT)
    assert (again.id, again.every_s, number(again)) == (job.id, 3600, 2)
    enqueue(installation, 3, subject="s", priority=Priority.BULK)
    settle(installation, again, JobState.QUEUED)
    again = must_lease(installation, priority=Priority.URGENT)
    assert (again.every_s, number(again)) == (3600, 3), "a successor that does not recur leaves the schedule"
    settle(installation, again, JobState.DEAD)
    enqueue(installation, 4, subject="s", every=timedelta(hours=2), priority=Priority.NORMAL)
    dead = stored(installation, job)
    assert dead is not None
    installation.store.run("retry", lambda uow: uow.jobs.retry(dead, moment(installation)))
    again = must_lease(installation, priority=Priority.URGENT)
    assert (again.id, again.every_s, number(again)) == (job.id, 7200, 4)


def test_what_repeats_a_dead_job_takes_after_its_successor(installation: Installation) -> None:
    enqueue(installation, 1, subject="s", every=timedelta(minutes=1))
    job = must_lease(installation)
    enqueue(installation, 2, subject="s", every=timedelta(hours=1), priority=Priority.URGENT)

    def bury(uow: Any) -> None:
        now = moment(installation)
        uow.jobs.settle(job, Settlement(JobState.DEAD, now, 1, "no"), now)
        uow.jobs.repeat(job, moment(installation, 60))

    installation.store.run("bury", bury)
    fresh = must_lease(installation, priority=Priority.URGENT)
    assert (fresh.id != job.id, fresh.every_s, fresh.attempts, number(fresh)) == (True, 3600, 1, 2)
    assert lease(installation, later_s=9999) is None


def test_a_lost_lease_changes_nothing(installation: Installation) -> None:
    enqueue(installation, 1)
    first = must_lease(installation, for_s=5)
    assert lease(installation, later_s=5) is None
    second = must_lease(installation, later_s=7)
    assert (second.id, second.attempts) == (first.id, 2)
    for attempt in (
        lambda: settle(installation, first, JobState.DONE),
        lambda: installation.store.run("renew", lambda uow: uow.jobs.renew(first, moment(installation, 99))),
    ):
        with pytest.raises(LeaseLost):
            attempt()
    assert stored(installation, second) == second
    settle(installation, second, JobState.DONE)
    with pytest.raises(LeaseLost):
        settle(installation, second, JobState.DONE)


def test_a_renewed_lease_expires_later(installation: Installation) -> None:
    enqueue(installation, 1)
    job = must_lease(installation, for_s=5)
    installation.store.run("renew", lambda uow: uow.jobs.renew(job, moment(installation, 100)))
    assert lease(installation, later_s=99) is None
    assert must_lease(installation, later_s=101).attempts == 2


def test_the_queues_of_the_kinds_in_question(installation: Installation) -> None:
    assert installation.store.run("queues", lambda uow: uow.jobs.queues(("send", "other"))) == []
    soon, late = moment(installation, 100), moment(installation, 200)
    enqueue(installation, at=late)
    enqueue(installation, at=soon)
    enqueue(installation, at=late, priority=Priority.BULK)
    enqueue(installation, at=soon, kind=OTHER)
    queues = installation.store.run("queues", lambda uow: uow.jobs.queues(("send",)))
    assert [(queue.kind, queue.priority, queue.due_at) for queue in queues] == [("send", 1, soon), ("send", 2, late)]


def test_a_dead_job_can_be_retried_and_any_dropped(installation: Installation) -> None:
    enqueue(installation, 1, account=ACCOUNT, subject="s")
    job = must_lease(installation)
    settle(installation, job, JobState.DEAD, attempts=8)
    enqueue(installation, 2, account=ACCOUNT, subject="s", at=moment(installation, 3600))

    def retry(uow: Any) -> None:
        assert uow.jobs.get("another", job.id) is None
        uow.jobs.retry(uow.jobs.get(None, job.id), moment(installation))

    installation.store.run("retry", retry)
    again = must_lease(installation)
    assert (again.id, again.attempts, number(again)) == (job.id, 1, 2)
    installation.store.run("retry", lambda uow: uow.jobs.retry(again, moment(installation)))
    assert stored(installation, job) == again, "one that runs stays as it is"
    installation.store.run("drop", lambda uow: uow.jobs.drop(again))
    with pytest.raises(LeaseLost):
        settle(installation, again, JobState.DONE)
    assert lease(installation, later_s=9999) is None


def test_finished_jobs_are_deleted_by_when_they_ended(installation: Installation) -> None:
    for state in (JobState.DONE, JobState.DEAD, JobState.DEAD):
        enqueue(installation)
        settle(installation, must_lease(installation), state)
    enqueue(installation)
    past, future = moment(installation, -60), moment(installation, 60)

    def delete(done: str, dead: str) -> int:
        return installation.store.run("delete", lambda uow: uow.jobs.delete_finished(done, dead))

    assert [delete(past, past), delete(future, past), delete(future, future)] == [0, 1, 2]
    assert lease(installation) is not None


def test_a_payload_is_bounded(installation: Installation) -> None:
    with pytest.raises(ValueError, match="a job of kind send has"):
        installation.store.run("enqueue", lambda uow: uow.jobs.enqueue(SEND, Parcel(1, "x" * MAX_PAYLOAD_BYTES)))
