"""An old copy of ours, brought in again after the order moved on, takes nothing back and claims nothing new."""

from typing import Any

import pytest

from tests.strategies import complete_documents
from tests.strategies.documents import AXIM_PAYMENTS, AXIM_WORDS, DIALECTS, PRINTAGS_WORDS
from tests.strategies.memory_account import Desk
from tests.strategies.native_documents import ENDINGS
from triplicate.app.orders.import_document import Outcome

OTHERS = {dialect: [other for other in DIALECTS if other != dialect] for dialect in DIALECTS}
CREATED = complete_documents.of("printags")["statusHistory"][0]


def told_differently(desk: Desk, target: str, copy: Any) -> dict[str, Any]:
    """What differs, by dialect, after an old copy in `target` was brought in."""
    before = desk.show_all()
    desk.bring(target, copy)
    after = desk.show_all()
    return {
        f"{dialect}.{name}": (before[dialect][name], after[dialect].get(name))
        for dialect in DIALECTS
        for name in before[dialect]
        if before[dialect][name] != after[dialect].get(name)
    }


@pytest.mark.parametrize("target", OTHERS["axim"])
@pytest.mark.parametrize("order", AXIM_WORDS)
@pytest.mark.parametrize("payment", AXIM_PAYMENTS)
def test_an_old_copy_of_an_axim_order(order: str, payment: str, target: str) -> None:
    desk = Desk()
    desk.bring("axim", complete_documents.of("axim", orderStatus=order, paymentStatus=payment))
    copy = desk.show(target)
    later = {"updatedAt": "2024-06-24T09:13:33.301Z", "orderStatus": "fulfilled", "paymentStatus": payment}
    desk.bring("axim", complete_documents.of("axim", **later))
    assert told_differently(desk, target, copy) == {}


@pytest.mark.parametrize("target", OTHERS["printags"])
@pytest.mark.parametrize("word", PRINTAGS_WORDS)
def test_an_old_copy_of_a_printags_order(word: str, target: str) -> None:
    desk = Desk()
    now = {"status": word, "createdAt": "2024-07-02T09:26:55.737Z"}
    desk.bring("printags", complete_documents.of("printags", status=word, statusHistory=[CREATED, now]))
    copy = desk.show(target)
    later = {"status": "delivered", "createdAt": "2024-07-05T09:26:55.737Z"}
    desk.bring("printags", complete_documents.of("printags", status="delivered", statusHistory=[CREATED, now, later]))
    assert told_differently(desk, target, copy) == {}


@pytest.mark.parametrize("source", DIALECTS)
def test_an_old_copy_after_a_change_that_is_not_its_concern(source: str) -> None:
    for target in OTHERS[source]:
        desk = Desk()
        desk.bring(source, complete_documents.of(source))
        copy = desk.show(target)
        day = {"marketiger": "updated", "axim": "updatedAt", "native": "updated_at"}.get(source, "reference")
        assert (
            desk.bring(source, complete_documents.of(source, **{day: "2025-01-01T00:00:00Z"}, colour="red"))
            is Outcome.UPDATED
        )
        assert told_differently(desk, target, copy) == {}, target


@pytest.mark.parametrize("target", OTHERS["printags"])
def test_an_old_copy_adds_nothing_to_the_history(target: str) -> None:
    """Its status is coarser than the order's: what it can be read as never happened at the moment that it is dated."""
    parcel = {"id": complete_documents.GUID, "trackingNumber": "T1", "products": {"ntag424_pvccard_white": 1}}
    desk = Desk()
    desk.bring(
        "printags", complete_documents.of("printags", status="created", statusHistory=[CREATED], shippings=[parcel])
    )
    copy = desk.show(target)
    desk.bring(
        "printags", complete_documents.of("printags", status="shipped", statusHistory=[CREATED], shippings=[parcel])
    )
    assert told_differently(desk, target, copy) == {}


@pytest.mark.parametrize("target", OTHERS["native"])
@pytest.mark.parametrize("step", ["draft", "created", "manufacturing", "shipped", "delivered"])
@pytest.mark.parametrize("ending", [None, *ENDINGS])
def test_an_old_copy_of_a_native_order(step: str, ending: str | None, target: str) -> None:
    desk = Desk()
    desk.bring("native", complete_documents.of("native", step=step, ending=ending))
    copy = desk.show(target)
    desk.bring(
        "native",
        complete_documents.of("native", step="delivered", ending=ending, updated_at="2024-08-24T09:13:33.301Z"),
    )
    assert told_differently(desk, target, copy) == {}


def test_an_older_copy_brings_no_second_moment_of_the_same_word() -> None:
    desk = Desk()
    desk.bring("axim", complete_documents.of("axim", orderStatus="processing", updatedAt="2024-07-02T09:26:55.737Z"))
    copy = desk.show("printags")
    desk.bring("axim", complete_documents.of("axim", orderStatus="processing", updatedAt="2024-07-01T09:26:55.737Z"))
    assert told_differently(desk, "printags", copy) == {}
