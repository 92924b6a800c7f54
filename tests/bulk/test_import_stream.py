"""Importing in any number of processes: the same rows and the same report as one document at a time."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.bulk.import_fixtures import StillInstallation, contents, import_file, import_one_by_one, write_lines
from tests.conformance.registry import CONFORMANCES
from tests.store.database_fixtures import KINDS, DatabaseFactory, Kind
from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, add_accounts, import_each
from tests.strategies.documents import DIALECTS, in_envelope
from triplicate.app.documents.drafts import Rejection
from triplicate.app.documents.import_document import Outcome
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import File
from triplicate.demo import documents as samples
from triplicate.main import Installation

MANY = 330


@contextmanager
def open_installation(databases: DatabaseFactory, kind: Kind, data: Path) -> Iterator[Installation]:
    with databases.create(kind, data) as database:
        made = StillInstallation(database.config())
        made.ensure_ready()
        add_accounts(made)
        made.store.run("files", add_files)
        yield made
        made.store.close()


def add_files(unit: UnitOfWork) -> None:
    """The records of every other file that generated documents refer to."""
    for file in list(samples.files())[::2]:
        unit.files.add(File(file.id, ACCOUNT, file.mime, len(file.content), "0" * 64, "2024-01-01T00:00:00.000Z"))


def orders_of(dialect: str) -> list[Any]:
    """Orders of many kinds; those of a dialect without generated ones are copies of its complete document."""
    generated = [document for name, document in samples.generate_documents(0, 3 * MANY) if name == dialect]
    return generated or [_copy(dialect, number) for number in range(MANY)]


def _copy(dialect: str, number: int) -> Any:
    return {**CONFORMANCES[dialect].least, "id": f"00000000-0000-4000-8000-{number:012}"}


def mixed_values(dialect: str) -> list[Any]:
    """New, repeated, changed, outdated, deferred and invalid documents, in arrays and envelopes too."""
    known = CONFORMANCES[dialect]
    orders = orders_of(dialect)
    changing = [known.earlier, known.later, known.later, known.earlier, known.touched]
    values: list[Any] = [*orders[:200], known.complete, *({**known.complete, **members} for members in changing)]
    values += [orders[7], b"not json", {**orders[1], "id": 7}, [orders[201], 5, orders[201], orders[3]], [], b"{"]
    values += [in_envelope(dialect, orders[202]), {"success": False}, known.least, *orders[203:], orders[203]]
    random.Random(dialect).shuffle(values)
    return values


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_any_number_of_processes_writes_what_one_at_a_time_does(
    databases: DatabaseFactory, tmp_path: Path, dialect: str, kind: Kind
) -> None:
    file = write_lines(tmp_path / "documents.jsonl", *mixed_values(dialect))
    foreign = orders_of(dialect)[9]
    with open_installation(databases, kind, tmp_path / "expected") as installation:
        import_each(installation, dialect, foreign, account=OTHER_ACCOUNT)
        report = import_one_by_one(installation, dialect, file)
        rows = contents(installation)
    results = [result for _, of in report for result in of]
    assert {Outcome.NEW, Outcome.UNCHANGED} <= {result for result in results if isinstance(result, Outcome)}
    assert len([result for result in results if isinstance(result, Rejection)]) >= 5
    for processes in (1, 2, 4):
        with open_installation(databases, kind, tmp_path / f"with {processes}") as installation:
            import_each(installation, dialect, foreign, account=OTHER_ACCOUNT)
            assert import_file(installation, dialect, file, processes) == report
            assert contents(installation) == rows
            again = import_file(installation, dialect, file, processes)
            assert not [result for _, of in again for result in of if result is Outcome.NEW]
