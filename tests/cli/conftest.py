"""Fixtures of the command line: the program on each database, empty or with an account, locally or on a server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.cli.program_fixtures import Program
from tests.server.application_fixtures import serve_on_socket
from tests.store.database_fixtures import Database
from triplicate.main import Installation

ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"


@pytest.fixture
def program(database: Database, monkeypatch: pytest.MonkeyPatch) -> Program:
    return Program(monkeypatch, database.environment())


@pytest.fixture
def account(program: Program) -> str:
    """An account to bring orders into."""
    assert program.succeeds("account", "create", "Ours", "--id", ACCOUNT).text == ACCOUNT
    return ACCOUNT


@pytest.fixture(params=["here", "on a server"])
def program_with_account(
    request: pytest.FixtureRequest, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """The program with an account, beside the database or as that account's client of a server."""
    with ExitStack() as stack:
        served_at = stack.enter_context(_served(database)) if request.param == "on a server" else None
        program = Program(monkeypatch, database.environment())
        program.succeeds("account", "create", "Ours", "--id", ACCOUNT)
        if served_at is not None:
            scopes = ("--scope", "orders:read", "--scope", "orders:write")
            token = program.succeeds("token", "create", "native", "--account", ACCOUNT, *scopes).text
            program.set(TRIPLICATE_URL=served_at, TRIPLICATE_TOKEN=token)
        yield program


@contextmanager
def _served(database: Database) -> Iterator[str]:
    """Where the database is served. (A program, once made, keeps this process from serving.)"""
    installation = Installation(database.config())
    installation.ensure_ready()
    with serve_on_socket(installation.application()) as (host, port):
        yield f"http://{host}:{port}"
    installation.store.close()
