"""After an update: dates and lines are as in the newest document."""

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.conformance.test_updates import LATER, UPDATED
from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount

DATES = ("updated", "updatedAt", "statusHistory", "updated_at")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_document_without_a_date_is_older_than_any_with_one(dialect: str) -> None:
    undated = {
        name: value for name, value in complete_documents.complete_document(dialect).items() if name not in DATES
    }
    desk = MemoryAccount()
    desk.import_document(dialect, undated)
    assert (
        desk.import_document(dialect, complete_documents.complete_document(dialect, **LATER[dialect], colour="blue"))
        is UPDATED
    )
    assert desk.render(dialect)["colour"] == "blue"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_new_line_is_shown_with_ids_of_its_own(dialect: str) -> None:
    name = CONFORMANCES[dialect].lines
    desk, body = MemoryAccount(), complete_documents.complete_document(dialect)
    desk.import_document(dialect, {**body, name: body[name][:1]})
    first = desk.order.lines[0]
    desk.import_document(dialect, {**body, **LATER[dialect]})
    lines = desk.order.lines
    assert (lines[0].guid, lines[0].oid, lines[0].number) == (first.guid, first.oid, first.number)
    assert len({line.number for line in lines} | {line.guid for line in lines}) == 2 * len(lines) == 4
