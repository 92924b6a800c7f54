"""`triplicate jobs list | show | retry | drop`, on the local database and on a server; and `work` before it starts."""

import json

import msgspec
import pytest

from tests.cli.conftest import ACCOUNT
from tests.cli.program_fixtures import Program
from tests.store.database_fixtures import Database
from triplicate.core.jobs.kind import JobKind
from triplicate.main import Installation


class Parcel(msgspec.Struct):
    """A payload."""

    number: int


SEND = JobKind(name="send", payload=Parcel)
ABSENT = "0" * 24


@pytest.fixture
def program_of_operator(program_with_account: Program, database: Database) -> Program:
    """The program with two jobs of an account, as its operator."""
    token = program_with_account.succeeds("token", "create", "native", "--account", ACCOUNT, "--scope", "admin").text
    program_with_account.set(TRIPLICATE_TOKEN=token)
    installation = Installation(database.config())
    for number in (1, 2):
        installation.store.run(
            "enqueue",
            lambda uow, number=number: uow.jobs.enqueue(  # type: ignore[misc]
                SEND, Parcel(number), account=ACCOUNT, subject=f"parcel\t{number}", at="2998-01-01T00:00:00.000Z"
            ),
        )
    installation.store.close()
    return program_with_account


def test_jobs_are_listed_and_shown(program_of_operator: Program) -> None:
    rows = program_of_operator.succeeds("jobs", "list", "--kind", "send", "--state", "queued").rows
    assert sorted(row[1:] for row in rows) == [
        ["send", f"parcel\\t{number}", "queued", "0", "2998-01-01T00:00:00.000Z", ""] for number in (1, 2)
    ]
    assert len(program_of_operator.succeeds("jobs", "list", "--kind", "send", "--limit", "1").rows) == 1
    assert program_of_operator.succeeds("jobs", "list", "--kind", "send", "--state", "dead").text == ""
    id = rows[0][0]
    shown = dict(program_of_operator.succeeds("jobs", "show", id).rows)
    assert (shown["id"], shown["account"], shown["priority"]) == (id, ACCOUNT, "normal")
    assert json.loads(shown["payload"])["number"] in (1, 2)
    listed = program_of_operator.succeeds("jobs", "list", "--kind", "send", "--json").text.splitlines()
    assert json.loads(program_of_operator.succeeds("jobs", "show", id, "--json").output)["id"] == id
    assert {json.loads(line)["id"] for line in listed} == {row[0] for row in rows}


def test_jobs_are_retried_and_dropped(program_of_operator: Program) -> None:
    first, second = (row[0] for row in program_of_operator.succeeds("jobs", "list", "--kind", "send").rows)
    assert dict(program_of_operator.succeeds("jobs", "retry", first).rows)["due at"] < "2998"
    assert dict(program_of_operator.succeeds("jobs", "drop", second).rows)["id"] == second
    assert [row[0] for row in program_of_operator.succeeds("jobs", "list", "--kind", "send").rows] == [first]
    for command in ("show", "retry", "drop"):
        failed = program_of_operator.fails("jobs", command, ABSENT)
        assert f"No job '{ABSENT}' exists" in failed


def test_work_refuses_what_it_cannot_do(program_with_account: Program, database: Database) -> None:
    assert "unknown kind 'fly'" in program_with_account.fails("work", "--kinds", "fly", status=2)
    if database.kind == "sqlite":
        assert "one writer" in program_with_account.fails("work", "--processes", "2", status=2)
