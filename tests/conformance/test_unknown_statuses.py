"""Unknown statuses: preserved in their own dialect, never a default in another."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conformance import numbered_documents
from tests.conformance.registry import CONFORMANCES
from tests.conformance.statuses import State
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount
from triplicate.core.lifecycle import Step

GUID = "123e4567-e89b-12d3-a456-426614174000"


def desk_with(dialect: str, body: dict[str, Any]) -> MemoryAccount:
    """A desk that holds the order of one document."""
    desk = MemoryAccount()
    desk.import_document(dialect, body)
    return desk


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_an_unknown_status_stays_itself_and_is_none_elsewhere(dialect: str, data: st.DataObject) -> None:
    """Elsewhere stands what the last row of the table has, where nothing is known."""
    document = numbered_documents.least(dialect, 1, **data.draw(CONFORMANCES[dialect].statuses.unknown))
    desk = desk_with(dialect, document)
    assert (desk.order.step, desk.order.payment, desk.order.ending, desk.order.hold) == (None, None, None, None)
    for target, conformance in CONFORMANCES.items():
        own = conformance.statuses.read(document) if target == dialect else conformance.statuses.expected(State())
        assert conformance.statuses.read(desk.render(target)) == own, target
    desk.settle()
    assert CONFORMANCES[dialect].statuses.read(desk.render(dialect)) == CONFORMANCES[dialect].statuses.read(document)


@pytest.mark.parametrize("dialect", [dialect for dialect in DIALECTS if dialect != "native"])
@given(data=st.data())
def test_a_vendors_own_word_stands_beside_the_axes_of_the_native_copy(dialect: str, data: st.DataObject) -> None:
    """And in a native document, that vendor's copy shows it."""
    document = numbered_documents.least(dialect, 1, **data.draw(CONFORMANCES[dialect].statuses.unknown))
    shown = desk_with(dialect, document).render("native")
    assert (shown["stage"], shown["step"]) == (None, None)
    assert {name.partition(".")[0] for name in shown["words"]} <= {dialect}
    read = CONFORMANCES[dialect].statuses.read
    words = read(document)
    assert [*shown["words"].values()] == [
        word for word in (words if isinstance(words, tuple) else [words]) if word != ""
    ]
    native = {"id": GUID, "lines": [], "step": "created", "words": shown["words"]}
    desk = desk_with("native", native)
    assert desk.order.step is Step.CREATED
    if shown["words"]:
        assert read(desk.render(dialect)) != CONFORMANCES[dialect].statuses.expected(State("created"))
