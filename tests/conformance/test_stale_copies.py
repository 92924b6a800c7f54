"""Stale copies: importing an old copy of ours after the order moved on changes nothing."""

from typing import Any

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.strategies import complete_documents
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount
from tests.strategies.native_documents import ENDINGS
from triplicate.app.documents.import_document import Outcome

OTHERS = {dialect: [other for other in DIALECTS if other != dialect] for dialect in DIALECTS}


def told_differently(desk: MemoryAccount, target: str, copy: Any) -> dict[str, Any]:
    """What differs, by dialect, after an old copy in `target` was brought in."""
    before = desk.render_all()
    desk.import_document(target, copy)
    after = desk.render_all()
    return {
        f"{dialect}.{name}": (before[dialect][name], after[dialect].get(name))
        for dialect in DIALECTS
        for name in before[dialect]
        if before[dialect][name] != after[dialect].get(name)
    }


@pytest.mark.parametrize("source", DIALECTS)
def test_an_old_copy_after_a_change_that_is_not_its_concern(source: str) -> None:
    for target in OTHERS[source]:
        desk = MemoryAccount()
        desk.import_document(source, complete_documents.complete_document(source))
        copy = desk.render(target)
        touched = CONFORMANCES[source].touched
        assert (
            desk.import_document(source, complete_documents.complete_document(source, **touched, colour="red"))
            is Outcome.UPDATED
        )
        assert told_differently(desk, target, copy) == {}, target


@pytest.mark.parametrize("target", OTHERS["native"])
@pytest.mark.parametrize("step", ["draft", "created", "manufacturing", "shipped", "delivered"])
@pytest.mark.parametrize("ending", [None, *ENDINGS])
def test_an_old_copy_of_a_native_order(step: str, ending: str | None, target: str) -> None:
    desk = MemoryAccount()
    desk.import_document("native", complete_documents.complete_document("native", step=step, ending=ending))
    copy = desk.render(target)
    desk.import_document(
        "native",
        complete_documents.complete_document(
            "native", step="delivered", ending=ending, updated_at="2024-08-24T09:13:33.301Z"
        ),
    )
    assert told_differently(desk, target, copy) == {}
