"""Status translation: each documented status of a dialect in every other one, as the decided tables have it."""

from collections.abc import Hashable, Iterable

import pytest

from tests.conformance import numbered_documents
from tests.conformance.registry import CONFORMANCES
from tests.conformance.statuses import State
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount

CASES = [
    (dialect, members, state)
    for dialect, conformance in CONFORMANCES.items()
    for members, state in conformance.statuses.meanings
]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_there_are_documents_with_every_documented_status(dialect: str) -> None:
    statuses = CONFORMANCES[dialect].statuses
    shown = {statuses.read(numbered_documents.least(dialect, 1, **members)) for members, _ in statuses.meanings}
    assert words(statuses.documented) - {"", None} <= words(shown)


def words(statuses: Iterable[Hashable]) -> set[Hashable]:
    """The words of statuses, where one status may have several."""
    return {word for status in statuses for word in (status if isinstance(status, tuple) else (status,))}


@pytest.mark.parametrize(("dialect", "members", "state"), CASES)
def test_a_status_in_every_dialect(dialect: str, members: dict[str, object], state: State) -> None:
    document = numbered_documents.least(dialect, 1, **members)
    desk = MemoryAccount()
    desk.import_document(dialect, document)
    for target, conformance in CONFORMANCES.items():
        own = conformance.statuses.read(document) if target == dialect else conformance.statuses.expected(state)
        assert conformance.statuses.read(desk.render(target)) == own, target
