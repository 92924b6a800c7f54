"""Placing: a request becomes an order with its identities, or a draft; invalid requests are refused."""

from decimal import Decimal

import pytest

from tests.core.engine.engine_fixtures import NOON, history_statuses, new_line, new_order, piece_statuses, placed_order
from tests.strategies.validation import problems_of
from triplicate.core import ids
from triplicate.core.engine import place
from triplicate.core.engine.place import MAX_LINES, NewOrder
from triplicate.core.lifecycle import Payment, Step
from triplicate.core.order.line import Component
from triplicate.core.order.piece import ProductModel


def paths(new: NewOrder) -> list[str]:
    """Where it is wrong."""
    return [problem.path for problem in problems_of(lambda: place.check(new))]


def test_an_order_is_created_unpaid_at_the_moment_it_is_placed() -> None:
    order = placed_order(new_line("3", "12.50"), shipping_amount=495, tax_amount=100)
    assert (order.step, order.payment, history_statuses(order)) == (Step.CREATED, Payment.UNPAID, ["created"])
    assert (
        order.placed_at
        == order.created_at
        == order.updated_at
        == order.sync.changed_locally_at
        == order.history[0].at
        == NOON
    )


def test_a_draft_is_not_placed_yet() -> None:
    draft = placed_order(draft=True)
    assert (draft.step, draft.placed_at, history_statuses(draft)) == (Step.DRAFT, None, ["draft"])


def test_an_order_and_its_lines_have_an_id_of_every_form() -> None:
    order = placed_order(new_line(), new_line())
    assert (order.guid, order.oid) == (ids.guid(order.guid), ids.oid(order.oid))
    assert [(line.guid, line.oid) for line in order.lines] == [
        (ids.guid(line.guid), ids.oid(line.oid)) for line in order.lines
    ]
    assert len({line.guid for line in order.lines}) == len({line.oid for line in order.lines}) == 2
    assert [line.number for line in order.lines] == [1, 2]


@pytest.mark.parametrize("price", ["0", "0.001", None])
def test_of_an_order_that_costs_nothing_or_nobody_knows_what_nothing_is_to_be_paid(price: str | None) -> None:
    assert placed_order(new_line("2", price)).payment is Payment.NONE


def test_pieces_are_tracked_where_that_is_asked_for_a_part_as_a_whole() -> None:
    assert placed_order(new_line("2")).pieces is None
    order = placed_order(new_line("2"), new_line("2.5"), track_pieces=True)
    assert piece_statuses(order) == ["created"] * 5
    assert [unit.line for unit in order.pieces or ()] == [order.lines[0].guid] * 2 + [order.lines[1].guid] * 3
    assert len({unit.guid for unit in order.pieces or ()}) == 5


def test_pieces_of_a_huge_order_are_not_tracked_one_by_one() -> None:
    (problem,) = problems_of(lambda: placed_order(new_line("10001"), track_pieces=True))
    assert problem.path == "$.lines"


@pytest.mark.parametrize("quantity", ["0", "-1", "1E+10", "0.0000001", "NaN", "sNaN", "Infinity", "1.0000000"])
def test_a_quantity_is_more_than_nothing_and_can_be_counted(quantity: str) -> None:
    assert paths(new_order(new_line(), new_line(quantity))) == ["$.lines[1].quantity"]


@pytest.mark.parametrize("price", ["-0.01", "1E+13", "0.00000000001", "NaN", "sNaN", "-Infinity", "0E-999999"])
def test_a_price_is_nothing_or_more_and_can_be_counted(price: str) -> None:
    assert paths(new_order(new_line("1", price))) == ["$.lines[0].unit_price"]


def test_a_line_says_what_is_ordered() -> None:
    nothing = place.NewLine(quantity=Decimal(1))
    assert paths(NewOrder(lines=(nothing,))) == ["$.lines[0]"]


def test_what_a_line_is_made_of_can_be_measured() -> None:
    """Every dialect has to be able to print it."""
    model = ProductModel(id="oak", width=Decimal("NaN"), weight=Decimal(-1))
    parts = (Component(name="left", quantity=Decimal("Infinity")), Component(name="right", price=Decimal("sNaN")))
    assert paths(new_order(new_line(model=model, components=parts))) == [
        "$.lines[0].model.width",
        "$.lines[0].model.weight",
        "$.lines[0].components[0].quantity",
        "$.lines[0].components[1].unit_price",
    ]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    new = new_order(new_line("0", "-1"), new_line(), new_line("-1"), currency="EURO")
    assert paths(new) == ["$.currency", "$.lines[0].quantity", "$.lines[0].unit_price", "$.lines[2].quantity"]


@pytest.mark.parametrize("count", [0, MAX_LINES + 1])
def test_an_order_has_lines_but_not_any_number(count: int) -> None:
    assert paths(NewOrder(lines=(new_line(),) * count)) == ["$.lines"]


def test_a_total_that_nobody_can_count_is_refused() -> None:
    (problem,) = problems_of(lambda: placed_order(new_line("1000000000", "1000000000")))
    assert problem.path == "$.lines"
