"""A dry run reports what the import does then, writes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bulk.import_fixtures import contents, import_file, write_lines
from tests.bulk.test_import_stream import add_files, mixed_values, orders_of
from tests.store.database_fixtures import DatabaseFactory
from tests.store.document_fixtures import OTHER_ACCOUNT, add_accounts, import_each
from tests.strategies.documents import DIALECTS
from triplicate.app.documents.import_document import Outcome
from triplicate.main import Installation


@pytest.fixture
def scratch(databases: DatabaseFactory, tmp_path: Path) -> Iterator[Installation]:
    with databases.create("sqlite", tmp_path / "scratch") as database:
        made = Installation(database.config())
        made.ensure_ready()
        yield made
        made.store.close()


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
def test_its_report_is_that_of_the_import(
    installation: Installation, scratch: Installation, tmp_path: Path, dialect: str
) -> None:
    """Some orders are there before, one of them in another account, and some files that documents name."""
    add_accounts(installation)
    installation.store.run("files", add_files)
    before = orders_of(dialect)
    import_each(installation, dialect, before[9], account=OTHER_ACCOUNT)
    import_each(installation, dialect, *before[20:40])
    values = mixed_values(dialect)
    file = write_lines(tmp_path / "documents.jsonl", *values, *values[:30])
    rows = contents(installation)
    report = import_file(installation, dialect, file, 2, scratch)
    assert contents(installation) == rows
    assert import_file(installation, dialect, file, 2) == report
    assert {Outcome.NEW, Outcome.UNCHANGED} <= {result for _, of in report for result in of if result in set(Outcome)}
