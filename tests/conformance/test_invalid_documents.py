"""Invalid documents: refused with the path of each problem, and nothing of them is stored."""

import pytest

from tests.conformance.protocol import Document
from tests.conformance.registry import CONFORMANCES
from tests.strategies import complete_documents
from tests.strategies.memory_account import MemoryAccount
from tests.strategies.validation import problems_of


@pytest.mark.parametrize(
    ("dialect", "members", "path"),
    [(name, members, path) for name, of in CONFORMANCES.items() for members, path in of.invalid],
)
def test_what_is_wrong_is_named(dialect: str, members: Document, path: str) -> None:
    desk = MemoryAccount()
    problems = problems_of(
        lambda: desk.import_document(dialect, complete_documents.complete_document(dialect, **members))
    )
    assert [problem.path for problem in problems] == [f"{CONFORMANCES[dialect].path}.{path}"]
    assert (desk.orders, desk.unit.events, desk.unit.memory.writes) == ([], [], 0)


@pytest.mark.parametrize(
    ("dialect", "name"), [(dialect, name) for dialect, of in CONFORMANCES.items() for name in of.required]
)
def test_what_is_missing_is_named(dialect: str, name: str) -> None:
    body = complete_documents.complete_document(dialect)
    del body[name]
    (problem,) = problems_of(lambda: MemoryAccount().import_document(dialect, body))
    assert (problem.path.rpartition(".")[2], problem.reason) == (name, "is required")
