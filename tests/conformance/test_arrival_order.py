"""Commutativity: the documents of one order, shuffled and repeated, lead to the same order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conformance.registry import CONFORMANCES
from tests.strategies import document_updates
from tests.strategies.documents import DIALECTS
from tests.strategies.memory_account import MemoryAccount
from triplicate.app.documents.import_document import Outcome
from triplicate.core.lifecycle import ENDING_RANK, PAYMENT_RANK, STEP_RANK
from triplicate.core.order.order import Order


def after(dialect: str, documents: list[Any]) -> MemoryAccount:
    """A desk after documents arrived one after the other."""
    desk = MemoryAccount()
    for document in documents:
        desk.import_document(dialect, document)
    return desk


def standing(order: Order) -> dict[str, float]:
    """All that may only grow, as numbers."""
    ranks = {
        "step": STEP_RANK[order.step] if order.step else 0,
        "payment": PAYMENT_RANK[order.payment] if order.payment else 0,
        "ending": ENDING_RANK[order.ending] if order.ending else 0,
    }
    done = {line.guid: float(line.fulfilled) for line in order.lines}
    done |= {f"returned {line.guid}": float(line.returned_quantity) for line in order.lines}
    settled = ((line, line.fulfilled + line.cancelled_quantity) for line in order.lines)
    done |= {f"settled {line.guid}": float(min(line.quantity, much)) for line, much in settled}
    records = {f"payment {payment.guid}": 1.0 for payment in order.payments}
    records |= {f"refund {refund.guid}": 1.0 for refund in order.refunds}
    records |= {f"comment {comment.guid}": 1.0 for comment in order.comments}
    parcels = {f"parcel {parcel.guid}": 1.0 for parcel in order.shipments}
    numbers = {f"number {parcel.tracking_number}": 1.0 for parcel in order.shipments}
    return {**ranks, **done, **records, **parcels, **numbers}


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_any_order_of_arrival_ends_in_the_same_copies(dialect: str, data: st.DataObject) -> None:
    first, second = (after(dialect, documents) for documents in data.draw(document_updates.arrivals(dialect)))
    copies = second.render_all()
    for target, copy in first.render_all().items():
        differing = {name for name in {**copy, **copies[target]} if copy.get(name) != copies[target].get(name)}
        assert differing - {"version"} == set(), f"{target}; how often the order changed on the way may differ"


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_nothing_ever_moves_backwards(dialect: str, data: st.DataObject) -> None:
    desk = MemoryAccount()
    before: dict[str, float] = {}
    for document in data.draw(st.lists(document_updates.UPDATES[dialect], min_size=2, max_size=4)):
        desk.import_document(dialect, document)
        now = standing(desk.order)
        assert {name: was for name, was in before.items() if now.get(name, -1) < was} == {}
        for line in desk.order.lines:
            assert max(line.fulfilled, line.returned_quantity, line.cancelled_quantity) <= line.quantity
        before = now


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_no_tracking_number_is_ever_lost_in_any_copy(dialect: str, data: st.DataObject) -> None:
    documents = data.draw(st.lists(document_updates.UPDATES[dialect], min_size=2, max_size=4))
    desk = after(dialect, documents)
    numbers = {number for document in documents for number in CONFORMANCES[dialect].tracking_numbers(document)}
    complete = [target for target, conformance in CONFORMANCES.items() if conformance.shows_every_parcel]
    assert len(complete) >= 3
    for target in complete:
        assert set(CONFORMANCES[target].tracking_numbers(desk.render(target))) == numbers, target
    assert len(desk.order.shipments) == len(numbers)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_the_last_document_again_changes_nothing_and_writes_nothing(dialect: str, data: st.DataObject) -> None:
    desk = after(dialect, data.draw(st.lists(document_updates.UPDATES[dialect], min_size=1, max_size=3)))
    document = data.draw(document_updates.UPDATES[dialect])
    desk.import_document(dialect, document)
    writes, events, stored = desk.unit.memory.writes, len(desk.unit.events), desk.unit.memory.documents.copy()
    assert desk.import_document(dialect, document) in (Outcome.UNCHANGED, Outcome.STALE)
    assert (desk.unit.memory.writes, len(desk.unit.events)) == (writes, events)
    assert desk.unit.memory.documents == stored


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_only_what_changes_an_order_raises_its_version_and_is_an_event(dialect: str, data: st.DataObject) -> None:
    desk, version = MemoryAccount(), 0
    for document in data.draw(st.lists(document_updates.UPDATES[dialect], min_size=2, max_size=4)):
        copies = desk.render_all() if version else None
        events = len(desk.unit.events)
        outcome = desk.import_document(dialect, document)
        is_taken = outcome in (Outcome.NEW, Outcome.UPDATED)
        assert (desk.order.version, len(desk.unit.events)) == (version + is_taken, events + is_taken)
        assert is_taken or desk.render_all() == copies
        version = desk.order.version
