"""Merging: which of two documents is newer, and what of the older one is kept."""

import pytest

from tests.strategies.orders import ORIGIN, line, order
from triplicate.core.documents import merge, monotonic
from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.order.history import HistoryEntry
from triplicate.core.order.order import Order
from triplicate.core.order.shipments import Shipment

EARLY, LATE = "2024-07-01T00:00:00.000Z", "2024-07-02T00:00:00.000Z"


def told(digest: str, **members: object) -> Order:
    """A document of the one order, read."""
    return merge.first_version(order(**members), digest)


def merged(*documents: Order) -> Order:
    """The order after these documents."""
    current, *later = documents
    for document in later:
        current = merge.absorb(current, document, ORIGIN)
    return current


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"updated_at": EARLY}, {"updated_at": LATE}),
        ({"updated_at": None}, {"updated_at": EARLY}),
        ({"updated_at": None}, {"updated_at": None, "step": Step.CREATED}),
        ({"updated_at": EARLY, "step": Step.CREATED}, {"updated_at": EARLY, "step": Step.SHIPPED}),
        ({"updated_at": EARLY, "step": None}, {"updated_at": EARLY, "step": Step.CREATING}),
        ({"updated_at": EARLY, "step": Step.SHIPPED}, {"updated_at": LATE, "step": Step.CREATED}),
        ({"updated_at": EARLY}, {"updated_at": EARLY, "ending": Ending.CANCELLED}),
    ],
)
def test_the_newer_document_gives_the_facts(older: dict, newer: dict) -> None:
    first, second = told("a", reference="old", **older), told("0", reference="new", **newer)
    assert merged(first, second).reference == "new"
    assert merged(second, first).reference == "new"


def test_of_two_documents_of_the_same_moment_one_is_newer_for_good() -> None:
    first, second = told("a", reference="one"), told("b", reference="other")
    assert merged(first, second).reference == merged(second, first).reference


def test_what_only_grows_is_joined_from_both() -> None:
    far = told("a", updated_at=EARLY, step=Step.SHIPPED, payment=Payment.PAID, ending=Ending.RETURNED)
    near = told("b", updated_at=LATE, step=Step.CREATED, payment=Payment.UNPAID)
    for each in (merged(far, near), merged(near, far)):
        assert (each.step, each.payment, each.ending) == (Step.SHIPPED, Payment.PAID, Ending.RETURNED)


def test_what_was_fulfilled_stays_so_within_what_is_ordered_now() -> None:
    far = told("a", updated_at=EARLY, lines=(line(0, quantity=5, fulfilled=4),))
    near = told("b", updated_at=LATE, lines=(line(0, quantity=3, fulfilled=1),))
    for each in (merged(far, near), merged(near, far)):
        assert (each.lines[0].quantity, each.lines[0].fulfilled) == (3, 3)
    again = told("c", updated_at="2024-07-03T00:00:00.000Z", lines=(line(0, quantity=9),))
    assert merged(far, near, again).lines[0].fulfilled == 4


def test_parcels_add_up_and_the_newest_documents_come_last() -> None:
    first, second, third = (Shipment(guid=name, tracking_number=name) for name in ("z", "m", "a"))
    early, late = (
        told("a", updated_at=EARLY, shipments=(first, second)),
        told("b", updated_at=LATE, shipments=(third, second)),
    )
    for both in (merged(early, late), merged(late, early)):
        assert [parcel.guid for parcel in both.shipments] == ["z", "a", "m"]


def test_history_is_what_all_documents_stated_and_what_was_observed_counts_once() -> None:
    stated = HistoryEntry(EARLY, "created")
    seen_early, seen_late = HistoryEntry(EARLY, "shipped", observed=True), HistoryEntry(LATE, "shipped", observed=True)
    one = told("a", updated_at=EARLY, history=(stated, seen_early))
    other = told("b", updated_at=LATE, history=(stated, seen_late))
    for both in (merged(one, other), merged(other, one)):
        assert both.history == (stated, seen_early)


def test_the_same_document_again_leaves_the_order_as_it_is() -> None:
    one = told("a", updated_at=EARLY, lines=(line(0, quantity=1),), shipments=(Shipment(guid="z"),), step=Step.SHIPPED)
    assert merged(one, one) == one
    assert merge.is_unchanged(one, merged(one, one))


def test_an_order_is_unchanged_only_while_it_says_the_same() -> None:
    one = told("a")
    assert merge.is_unchanged(one, told("b"))
    assert not merge.is_unchanged(one, told("a", reference="new"))


def test_what_a_document_says_has_left_was_not_cancelled() -> None:
    """One of two was cancelled here; then the vendor tells that both have shipped."""
    here = line(0, quantity=2, cancelled_quantity=1)
    told = monotonic.at_least(here, {here.guid: "2"})
    assert (told.fulfilled, told.cancelled_quantity) == (2, 0)
    assert monotonic.at_least(here, {here.guid: "1"}).cancelled_quantity == 1
