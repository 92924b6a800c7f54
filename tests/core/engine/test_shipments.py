"""Shipments: whole orders, quantities or pieces are sent and delivered; nothing is sent twice."""

from decimal import Decimal

import pytest

from tests.core.engine.engine_fixtures import (
    LATER,
    accepted_order,
    apply_command,
    apply_commands,
    engine_context,
    history_statuses,
    invalid_paths,
    line_counts,
    new_line,
    obstacle_of,
    piece_statuses,
    placed_order,
)
from tests.core.engine.vendor_words import words_of
from tests.strategies.orders import line, order
from triplicate.core.engine.apply import apply
from triplicate.core.engine.commands import Advance, Deliver, Hold, Portion, Ship, Track
from triplicate.core.lifecycle import LineStage, Obstacle, Step
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece
from triplicate.core.order.shipments import Shipment


def of(name: str, quantity: str = "1") -> Portion:
    """So much of a line."""
    return Portion(name, Decimal(quantity))


def contents(order: Order) -> list[list[tuple[str | None, str]]]:
    """What lies in each parcel."""
    return [[(item.line, f"{item.quantity:f}") for item in parcel.items] for parcel in order.shipments]


def test_all_that_is_left_is_sent_when_nothing_is_named() -> None:
    order = accepted_order(new_line("2"), new_line("0.5"))
    done = apply_command(order, Ship(carrier="PostNL", tracking_number="3S1", tracking_url="https://track.example/3S1"))
    parcel = done.order.shipments[0]
    assert (parcel.carrier, parcel.tracking_number, parcel.shipped_at) == ("PostNL", "3S1", LATER)
    assert contents(done.order) == [[(order.lines[0].guid, "2"), (order.lines[1].guid, "0.5")]]
    assert (done.order.step, line_counts(done.order)) == (Step.SHIPPED, ["2 2 0 0", "0.5 0.5 0 0"])
    assert done.data["shipment_id"] == parcel.guid
    assert done.data["items"] == [
        {"line": order.lines[0].guid, "quantity": "2"},
        {"line": order.lines[1].guid, "quantity": "0.5"},
    ]


def test_an_order_has_shipped_when_nothing_is_left() -> None:
    order = apply_commands(accepted_order(new_line("3"), new_line("1")), Ship(items=(of("1", "2"),)))
    assert (order.step, line_counts(order)) == (Step.VALIDATED, ["3 2 0 0", "1 0 0 0"])
    order = apply_commands(order, Ship(items=(of("2"), of("1"))))
    assert (order.step, line_counts(order), history_statuses(order)[-1]) == (
        Step.SHIPPED,
        ["3 3 0 0", "1 1 0 0"],
        "shipped",
    )


def test_a_line_that_has_left_altogether_is_shipped_before_its_order_is() -> None:
    order = apply_commands(
        accepted_order(new_line("1"), new_line("1")), Ship(items=(of("1"),)), Advance(Step.PROCESSING)
    )
    assert [line.stage for line in order.lines] == [LineStage.SHIPPED, None]


def test_lines_are_named_by_any_of_their_ids() -> None:
    order = accepted_order(new_line("3"))
    (only_line,) = order.lines
    for name in (only_line.guid, only_line.guid.upper(), only_line.oid, str(only_line.number)):
        assert line_counts(apply_commands(order, Ship(items=(of(name),)))) == ["3 1 0 0"]
    assert invalid_paths(order, Ship(items=(of("1"), of("2")))) == ["$.items[1].line"]


def test_a_line_named_twice_is_sent_together() -> None:
    order = accepted_order(new_line("3"))
    assert line_counts(apply_commands(order, Ship(items=(of("1"), of(order.lines[0].oid))))) == ["3 2 0 0"]
    assert obstacle_of(order, Ship(items=(of("1", "2"), of("1", "2")))) == (
        Obstacle.BEYOND_ORDERED,
        "$.items[1].quantity",
        "3",
    )


def test_nothing_is_sent_beyond_what_was_ordered() -> None:
    order = apply_commands(accepted_order(new_line("2.50")), Ship(items=(of("1"),)))
    assert obstacle_of(order, Ship(items=(of("1", "1.6"),))) == (Obstacle.BEYOND_ORDERED, "$.items[0].quantity", "1.5")
    order = apply_commands(accepted_order(new_line("1"), new_line("1")), Ship(items=(of("1"),)))
    assert obstacle_of(order, Ship(items=(of("1"),)))[2] == "0"


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "sNaN", "Infinity", "1E+999999", "0.0000001"])
def test_a_portion_is_a_quantity(quantity: str) -> None:
    assert invalid_paths(accepted_order(new_line("2")), Ship(items=(of("1", quantity),))) == ["$.items[0].quantity"]


def test_a_parcel_does_not_leave_twice() -> None:
    """Known by carrier and tracking number, so that a request that is sent again does no harm."""
    first = Ship(items=(of("1"),), carrier="UPS", tracking_number="1Z")
    order = apply_commands(accepted_order(new_line("3")), first)
    assert obstacle_of(order, first) == (Obstacle.ALREADY_SHIPPED, "$.tracking_number", None)
    assert len(apply_commands(order, Ship(items=(of("1"),), carrier="DHL", tracking_number="1Z")).shipments) == 2


def test_when_nothing_is_left_there_is_nothing_to_send() -> None:
    assert obstacle_of(apply_commands(accepted_order(), Ship()), Ship()) == (Obstacle.NOTHING_LEFT, "$", None)


def test_a_held_or_unaccepted_order_is_not_sent() -> None:
    assert obstacle_of(placed_order(), Ship())[0] is Obstacle.TOO_EARLY
    assert obstacle_of(apply_commands(accepted_order(), Hold()), Ship())[0] is Obstacle.HELD


def test_when_a_parcel_left_is_told_in_any_form_of_a_moment() -> None:
    sent = apply_commands(accepted_order(), Ship(shipped_at="2024-07-01T09:26:55+02:00"))
    assert sent.shipments[0].shipped_at == "2024-07-01T07:26:55.000Z"
    assert invalid_paths(accepted_order(), Ship(shipped_at="yesterday")) == ["$.shipped_at"]


def test_pieces_are_sent_by_their_ids() -> None:
    order = accepted_order(new_line("2"), new_line("1"), track_pieces=True)
    first, second, third = (unit.guid for unit in order.pieces or ())
    order = apply_commands(order, Ship(pieces=(second, third)))
    assert (line_counts(order), piece_statuses(order)) == (["2 1 0 0", "1 1 0 0"], ["validated", "shipped", "shipped"])
    assert order.shipments[0].pieces == (second, third)
    order = apply_commands(order, Ship(pieces=(first,)))
    assert (order.step, piece_statuses(order)) == (Step.SHIPPED, ["shipped"] * 3)


def test_of_a_portion_the_pieces_leave_that_are_furthest() -> None:
    order = accepted_order(new_line("3"), track_pieces=True)
    ready = (order.pieces or ())[1].guid
    order = apply_commands(order, Advance(Step.PACKAGED, (ready,)), Ship(items=(of("1"),)))
    assert (order.shipments[0].pieces, piece_statuses(order)) == ((ready,), ["validated", "shipped", "validated"])


def test_a_piece_leaves_once_and_either_by_itself_or_as_part_of_a_portion() -> None:
    order = accepted_order(new_line("2"), track_pieces=True)
    first, second = (unit.guid for unit in order.pieces or ())
    order = apply_commands(order, Ship(pieces=(first,)))
    assert obstacle_of(order, Ship(pieces=(second, first))) == (Obstacle.ALREADY_SHIPPED, "$.units[1]", None)
    assert invalid_paths(order, Ship(pieces=(second,), items=(of("1"),))) == ["$.units"]
    assert invalid_paths(order, Ship(pieces=("nobody",))) == ["$.units[0]"]


def test_pieces_that_are_tracked_are_sent_whole_but_for_the_last() -> None:
    order = accepted_order(new_line("2.5"), track_pieces=True)
    assert invalid_paths(order, Ship(items=(of("1", "0.5"),))) == ["$.items[0].quantity"]
    order = apply_commands(order, Ship(items=(of("1", "2"),)), Ship(items=(of("1", "0.5"),)))
    assert (order.step, piece_statuses(order)) == (Step.SHIPPED, ["shipped"] * 3)


def test_pieces_of_which_nobody_knows_the_line_leave_with_their_order() -> None:
    """As they are known from most documents."""
    lone = Piece(guid="d23e4567-e89b-12d3-a456-426614174001", step=Step.VALIDATED)
    before = order(step=Step.VALIDATED, lines=(line(0, quantity=Decimal(2)),), pieces=(lone,))
    assert invalid_paths(before, Ship(pieces=(lone.guid,))) == ["$.units[0]"]
    half = apply_commands(before, Ship(items=(of("1"),)))
    assert (half.step, piece_statuses(half)) == (Step.VALIDATED, ["validated"])
    assert piece_statuses(apply_commands(half, Ship())) == ["shipped"]


def test_an_order_that_has_pieces_and_no_lines_is_sent_by_its_pieces() -> None:
    units = tuple(Piece(guid=f"d23e4567-e89b-12d3-a456-42661417400{n}", step=Step.VALIDATED) for n in range(3))
    before = apply_commands(order(step=Step.VALIDATED, pieces=units), Ship(pieces=(units[1].guid,)))
    assert (before.step, piece_statuses(before), before.shipments[0].pieces) == (
        Step.VALIDATED,
        ["validated", "shipped", "validated"],
        (units[1].guid,),
    )
    rest = apply_commands(before, Ship())
    assert (rest.step, rest.shipments[1].pieces) == (Step.SHIPPED, (units[0].guid, units[2].guid))
    assert apply_commands(rest, Deliver()).step is Step.DELIVERED
    assert obstacle_of(order(step=Step.VALIDATED), Ship())[0] is Obstacle.NOTHING_LEFT


def test_what_was_sent_here_no_document_takes_back() -> None:
    order = apply_commands(accepted_order(new_line("3")), Ship(items=(of("1", "2"),)))
    assert order.sync.reported_minimums == {order.lines[0].guid: "2"}


def test_a_parcel_arrives() -> None:
    order = apply_commands(accepted_order(new_line("2"), track_pieces=True), Ship(items=(of("1"),)), Ship())
    first, second = (parcel.guid for parcel in order.shipments)
    done = apply_command(order, Deliver(first, "2024-07-03"))
    assert (done.order.step, done.data) == (Step.SHIPPED, {"shipments": [first]})
    assert [parcel.delivered_at for parcel in done.order.shipments] == ["2024-07-03T00:00:00.000Z", None]
    assert piece_statuses(done.order) == ["delivered", "shipped"]
    assert obstacle_of(done.order, Deliver(first))[0] is Obstacle.ALREADY_DELIVERED
    last = apply_commands(done.order, Deliver(second))
    assert (last.step, piece_statuses(last), history_statuses(last)[-2:]) == (
        Step.DELIVERED,
        ["delivered"] * 2,
        ["shipped", "delivered"],
    )


def test_all_parcels_arrive_when_none_is_named() -> None:
    order = apply_commands(accepted_order(new_line("2")), Ship(items=(of("1"),)), Ship(), Deliver())
    assert (order.step, {parcel.delivered_at for parcel in order.shipments}) == (Step.DELIVERED, {LATER})


def test_an_order_is_not_delivered_while_something_is_left_to_send() -> None:
    order = apply_commands(accepted_order(new_line("2")), Ship(items=(of("1"),)), Deliver())
    assert (order.step, order.shipments[0].delivered_at) == (Step.VALIDATED, LATER)
    assert obstacle_of(order, Deliver())[0] is Obstacle.ALREADY_DELIVERED


def test_what_was_never_sent_does_not_arrive() -> None:
    assert obstacle_of(accepted_order(), Deliver())[0] is Obstacle.TOO_EARLY
    assert invalid_paths(accepted_order(), Deliver("nothing")) == ["$.shipment"]


def test_an_order_that_a_document_calls_shipped_arrives_without_a_parcel() -> None:
    assert apply_commands(order(step=Step.SHIPPED), Deliver()).step is Step.DELIVERED


def test_a_partial_parcel_makes_no_more_words_untrue_than_it_must() -> None:
    """A vendor's word for how far an order is follows from what was sent, the others do not."""
    words = words_of("order", "payment", "")
    assert len(words) == 3
    before = order(step=Step.VALIDATED, vendor_statuses=words, lines=(line(0, quantity=Decimal(2)),))
    partly, wholly = apply_commands(before, Ship(items=(of("1"),))), apply_commands(before, Ship())
    assert partly.sync.vendor_statuses == words_of("payment", "")
    assert wholly.sync.vendor_statuses == words_of("payment")


def test_a_parcel_can_be_followed_once_its_number_is_known() -> None:
    sent = apply_commands(
        accepted_order(new_line("2")), Ship(items=(of("1"),), carrier="UPS"), Ship(tracking_number="T2")
    )
    first, second = sent.shipments
    done = apply_command(
        sent, Track(shipment=first.guid, tracking_number="1Z1", tracking_url="https://ups.example/1Z1")
    )
    told = done.order.shipments[0]
    assert (told.carrier, told.tracking_number, told.url) == ("UPS", "1Z1", "https://ups.example/1Z1")
    assert (done.kind, done.order.shipments[1]) == ("tracked", second)
    assert (told.items, done.order.step, done.order.history) == (first.items, sent.step, sent.history)


def test_no_two_parcels_have_one_number() -> None:
    sent = apply_commands(accepted_order(new_line("2")), Ship(items=(of("1"),), tracking_number="T1"), Ship())
    wish = Track(shipment=sent.shipments[1].guid, tracking_number="T1")
    assert obstacle_of(sent, wish)[0] is Obstacle.ALREADY_SHIPPED
    assert apply(sent, Track(shipment=sent.shipments[0].guid, tracking_number="T1"), engine_context()) is None


def test_the_only_parcel_need_not_be_named() -> None:
    before = apply_commands(accepted_order(new_line("2")), Ship(items=(of("1"),)))
    assert apply_commands(before, Track(tracking_number="T1")).shipments[0].tracking_number == "T1"
    assert invalid_paths(apply_commands(before, Ship()), Track(tracking_number="T1")) == ["$.shipment"]
    assert obstacle_of(accepted_order(), Track(tracking_number="T1"))[0] is Obstacle.TOO_EARLY


def test_an_order_has_only_so_many_parcels() -> None:
    full = tuple(Shipment(guid=f"f23e4567-e89b-12d3-a456-42661417{n:04}") for n in range(1000))
    before = order(step=Step.VALIDATED, lines=(line(0, quantity=Decimal(2)),), shipments=full)
    assert obstacle_of(before, Ship())[0] is Obstacle.TOO_MANY
