"""Fulfilment: quantities are counted from the shipments, never beyond what was ordered."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.orders import line, order
from triplicate.core.order import fulfilment
from triplicate.core.order.line import Line
from triplicate.core.order.shipments import Shipment, ShipmentItem

COUNTS = st.integers(0, 5)


def parcel(number: int, *contents: tuple[Line | None, int]) -> Shipment:
    """A parcel of so many pieces of each line."""
    items = tuple(ShipmentItem(label="x", quantity=Decimal(n), line=of.guid if of else None) for of, n in contents)
    return Shipment(guid=f"f23e4567-e89b-12d3-a456-42661417{number:04}", items=items)


def lines(*quantities: int) -> tuple[Line, ...]:
    """Lines of so many pieces."""
    return tuple(line(index, quantity=Decimal(quantity)) for index, quantity in enumerate(quantities))


def fulfilled(counted: tuple[Line, ...]) -> list[int]:
    """How many pieces of each line have left."""
    return [int(one.fulfilled) for one in counted]


def test_parcels_add_up_by_line() -> None:
    first, second = lines(4, 3)
    parcels = parcel(1, (first, 1), (second, 3)), parcel(2, (first, 2), (first, 1))
    assert fulfilled(fulfilment.count_fulfilled((first, second), parcels)) == [4, 3]


def test_a_parcel_whose_content_matches_no_line_counts_nothing() -> None:
    assert fulfilled(fulfilment.count_fulfilled(lines(4), (parcel(1, (None, 2)),))) == [0]


def test_a_line_is_never_fulfilled_beyond_its_quantity() -> None:
    (only_line,) = lines(2)
    assert fulfilled(fulfilment.count_fulfilled((only_line,), (parcel(1, (only_line, 5)),))) == [2]


def test_what_a_document_claims_is_not_taken_back_by_its_parcels() -> None:
    only_line = line(0, quantity=Decimal(4), fulfilled=Decimal(3))
    assert fulfilled(fulfilment.count_fulfilled((only_line,), (parcel(1, (only_line, 1)),))) == [3]


def test_what_has_shipped_as_a_whole_is_fulfilled_as_a_whole() -> None:
    assert fulfilled(fulfilment.count_fulfilled(lines(4, 0, 1), (), is_all_shipped=True)) == [4, 0, 1]


@given(st.lists(st.tuples(COUNTS, COUNTS), max_size=4))
def test_an_order_is_untouched_partly_or_completely_fulfilled(parts: list[tuple[int, int]]) -> None:
    of = tuple(
        line(i, quantity=Decimal(count), fulfilled=Decimal(min(count, done))) for i, (count, done) in enumerate(parts)
    )
    before = order(lines=of)
    some, all_of_it = any(part.fulfilled for part in of), sum(part.quantity - part.fulfilled for part in of) == 0
    ordered = any(part.quantity for part in of)
    assert fulfilment.is_complete(before) == (ordered and all_of_it)
    assert fulfilment.is_partial(before) == (some and not all_of_it)


def test_what_is_cancelled_is_not_left_to_be_fulfilled() -> None:
    part = line(0, quantity=Decimal(5), fulfilled=Decimal(2), cancelled_quantity=Decimal(1))
    assert fulfilment.remaining(part) == 2
    assert fulfilment.remaining(line(0, quantity=Decimal(1), fulfilled=Decimal(3))) == 0, "never less than nothing"


def test_an_order_is_complete_when_all_that_was_not_cancelled_is_fulfilled() -> None:
    done = line(0, quantity=Decimal(3), fulfilled=Decimal(2), cancelled_quantity=Decimal(1))
    never = line(1, quantity=Decimal(1), cancelled_quantity=Decimal(1))
    still = line(2, quantity=Decimal(1))
    assert (fulfilment.is_complete(order(lines=(done, never))), fulfilment.is_partial(order(lines=(done, never)))) == (
        True,
        False,
    )
    assert (fulfilment.is_complete(order(lines=(done, still))), fulfilment.is_partial(order(lines=(done, still)))) == (
        False,
        True,
    )
    assert not fulfilment.is_complete(order(lines=(never,))), "of nothing, nothing is fulfilled"
