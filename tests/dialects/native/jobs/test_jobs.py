"""Jobs under `/v1`: operators list, read, retry and drop those of their account, or all."""

from typing import Any, NamedTuple

import msgspec
import pytest

from tests.dialects.native.native_api_fixtures import NativeApi, error_code, problem_paths
from triplicate.app.access.credentials import Grant, issue
from triplicate.app.ports.jobs import Settlement
from triplicate.core import times
from triplicate.core.access import ADMIN, READ, WRITE
from triplicate.core.jobs.job import Job, JobState
from triplicate.core.jobs.kind import JobKind

ABSENT = "0" * 24


class Parcel(msgspec.Struct):
    """A payload."""

    number: int


class Desk(NamedTuple):
    """An operator's desk: kinds of jobs that no worker runs, and tokens for one account and for all."""

    api: NativeApi
    kind: JobKind[Parcel]
    admin: str
    operator: str

    def get(self, path: str, token: str | None = None, method: str = "GET", status: int = 200) -> Any:
        """The answer to a request of the account's operator, or of another."""
        headers = {"Authorization": f"Bearer {self.admin if token is None else token}"}
        reply = self.api.client.request(method, f"/v1/jobs{path}", headers=headers)
        assert reply.status_code == status, reply.text
        return reply.json() if status == 200 else reply

    def enqueue(self, number: int, account: str | None = None, **options: Any) -> None:
        """Queues a job of our account, or of another."""
        owner = self.api.account if account is None else account
        store = self.api.installation.store
        store.run("enqueue", lambda uow: uow.jobs.enqueue(self.kind, Parcel(number), account=owner, **options))

    def lease(self) -> Job:
        """Leases the job that has been due longest."""
        now = times.from_datetime(self.api.installation.now())
        job = self.api.installation.store.run(
            "lease", lambda uow: uow.jobs.lease(self.kind.name, 1, "me", now, "2999-01-01T00:00:00.000Z")
        )
        assert job is not None
        return job

    def bury(self, job: Job) -> None:
        """Makes a leased job a dead letter."""
        settlement = Settlement(JobState.DEAD, job.due_at, job.attempts, "no such address")
        now = times.from_datetime(self.api.installation.now())
        self.api.installation.store.run("bury", lambda uow: uow.jobs.settle(job, settlement, now))

    def numbers(self, query: str = "", token: str | None = None) -> list[int]:
        """The numbers of the jobs of this kind, in the order of a list."""
        jobs = self.get(f"?kind={self.kind.name}{query}", token)["jobs"]
        return [self.get(f"/{job['id']}", token)["payload"]["number"] for job in jobs]


@pytest.fixture
def desk(native_api: NativeApi) -> Desk:
    def work(uow: Any) -> Desk:
        installation = native_api.installation
        tokens = [
            issue(uow, Grant("native", account, scopes=(ADMIN,)), installation.now(), installation.keys.jwt)[0]
            for account in (native_api.account, None)
        ]
        return Desk(native_api, JobKind(name=f"send-{native_api.account}", payload=Parcel), *tokens)

    return native_api.installation.store.run("desk", work)


def test_a_list_is_paged_newest_first(desk: Desk) -> None:
    for number in range(5):
        desk.enqueue(number)
    kind, seen, following = desk.kind.name, [], ""
    while following is not None:
        page = desk.get(f"?kind={kind}&limit=2{following and f'&after={following}'}")
        seen += [job["id"] for job in page["jobs"]]
        following = page["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 5
    assert desk.numbers("&state=queued&limit=200") == desk.numbers()
    assert desk.numbers("&state=dead") == []


def test_what_a_job_says(desk: Desk) -> None:
    desk.enqueue(7, subject="parcel 7")
    job = desk.lease()
    (listed,) = desk.get(f"?kind={desk.kind.name}&state=leased")["jobs"]
    assert listed == {
        "id": job.id,
        "account": desk.api.account,
        "kind": desk.kind.name,
        "subject": "parcel 7",
        "state": "leased",
        "priority": "normal",
        "due_at": "2999-01-01T00:00:00.000Z",
        "every": None,
        "attempts": 1,
        "error": None,
        "worker": "me",
        "created_at": job.created_at,
        "finished_at": None,
    }
    assert desk.get(f"/{job.id}") == {**listed, "payload": {"number": 7}}


def test_an_account_has_its_own_jobs_and_an_operator_of_all_has_all(desk: Desk) -> None:
    desk.enqueue(1)
    desk.enqueue(2, account=desk.api.other_account)
    desk.enqueue(3, account="")
    assert desk.numbers() == [1]
    assert sorted(desk.numbers(token=desk.operator)) == [1, 2, 3]
    accounts = {job["account"] for job in desk.get(f"?kind={desk.kind.name}", desk.operator)["jobs"]}
    assert accounts == {desk.api.account, desk.api.other_account, None}
    for job in desk.get(f"?kind={desk.kind.name}", desk.operator)["jobs"]:
        if job["account"] != desk.api.account:
            for method, path in (("GET", ""), ("POST", "/retry"), ("DELETE", "")):
                reply = desk.get(f"/{job['id']}{path}", method=method, status=404)
                assert error_code(reply) == (404, "no-such-job")
    assert sorted(desk.numbers(token=desk.operator)) == [1, 2, 3]


def test_a_dead_job_is_retried_with_all_its_attempts(desk: Desk) -> None:
    desk.enqueue(1)
    job = desk.lease()
    desk.bury(job)
    dead = desk.get(f"/{job.id}")
    assert (dead["state"], dead["error"], dead["attempts"]) == ("dead", "no such address", 1)
    assert dead["finished_at"] is not None
    again = desk.get(f"/{job.id}/retry", method="POST")
    assert (again["state"], again["attempts"], again["finished_at"]) == ("queued", 0, None)
    assert desk.lease().id == job.id


def test_a_job_that_waits_need_not_wait(desk: Desk) -> None:
    desk.enqueue(1, at="2998-01-01T00:00:00.000Z")
    (job,) = desk.get(f"?kind={desk.kind.name}")["jobs"]
    assert desk.get(f"/{job['id']}/retry", method="POST")["due_at"] < "2998"
    assert desk.lease().id == job["id"]
    assert desk.get(f"/{job['id']}/retry", method="POST")["state"] == "leased", "one that runs stays as it is"


def test_a_dropped_job_is_gone(desk: Desk) -> None:
    desk.enqueue(1)
    (job,) = desk.get(f"?kind={desk.kind.name}")["jobs"]
    assert desk.get(f"/{job['id']}", method="DELETE") == {**job, "payload": {"number": 1}}
    for method in ("GET", "DELETE"):
        assert error_code(desk.get(f"/{job['id']}", method=method, status=404)) == (404, "no-such-job")


def test_jobs_need_the_scope_admin(desk: Desk) -> None:
    installation = desk.api.installation
    token = installation.store.run(
        "token",
        lambda uow: issue(
            uow, Grant("native", desk.api.account, scopes=(READ, WRITE)), installation.now(), installation.keys.jwt
        )[0],
    )
    for method, path in (("GET", ""), ("GET", f"/{ABSENT}"), ("POST", f"/{ABSENT}/retry"), ("DELETE", f"/{ABSENT}")):
        reply = desk.get(path, token, method, status=403)
        assert error_code(reply) == (403, "missing-scope")
        assert reply.json()["scope"] == ADMIN


def test_wrong_parameters_are_named(desk: Desk) -> None:
    for query, name in (("state=lost", "state"), ("after=1", "after"), ("limit=201", "limit"), ("sort=id", "sort")):
        assert problem_paths(desk.get(f"?{query}", status=400)) == [name]


@pytest.mark.parametrize("id", ["%00", "1", "0" * 23, "0" * 25, "A" * 24, f"{ABSENT}%0a", f"{'0' * 23}%00", "%D9%A1"])
def test_what_is_no_id_is_named(desk: Desk, id: str) -> None:
    for method, path in (("GET", ""), ("POST", "/retry"), ("DELETE", "")):
        assert problem_paths(desk.get(f"/{id}{path}", method=method, status=400)) == ["jobId"]


@pytest.mark.parametrize("kind", ["", "%00", "a%00b", "a%0a", "x" * 201, "%D9%A1"])
def test_what_is_no_kind_is_named(desk: Desk, kind: str) -> None:
    assert problem_paths(desk.get(f"?kind={kind}", status=400)) == ["kind"]
