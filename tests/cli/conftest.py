"""The command line on each database, empty at first."""

import pytest

from tests.cli.program import Program
from tests.store.databases import Database

ACCOUNT = "aaaaaaaa-0000-4000-8000-000000000001"


@pytest.fixture
def program(database: Database, monkeypatch: pytest.MonkeyPatch) -> Program:
    return Program(monkeypatch, database.environment())


@pytest.fixture
def account(program: Program) -> str:
    """An account to bring orders into."""
    assert program.well("account", "create", "Ours", "--id", ACCOUNT).words == ACCOUNT
    return ACCOUNT
