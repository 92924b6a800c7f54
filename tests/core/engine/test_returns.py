"""Returns and cancellations: of whole orders or of quantities of their lines."""

from decimal import Decimal

from tests.core.engine.engine_fixtures import (
    accepted_order,
    apply_command,
    apply_commands,
    history_statuses,
    invalid_paths,
    line_counts,
    new_line,
    obstacle_of,
    piece_statuses,
    placed_order,
)
from tests.strategies.orders import line, order
from triplicate.core.engine.commands import Accept, Advance, Cancel, Deliver, Hold, Portion, Return, Ship
from triplicate.core.lifecycle import Ending, LineStage, Obstacle, Step
from triplicate.core.order.order import Order


def of(name: str, quantity: str = "1") -> tuple[Portion, ...]:
    """So much of a line."""
    return (Portion(name, Decimal(quantity)),)


def sent(*quantities: str, track_pieces: bool = False) -> Order:
    """An order of lines of so much each that has shipped."""
    return apply_commands(accepted_order(*map(new_line, quantities), track_pieces=track_pieces), Ship())


def test_all_that_was_shipped_comes_back_when_nothing_is_named() -> None:
    done = apply_command(sent("2", "1"), Return(reason="damaged"))
    assert (done.order.ending, line_counts(done.order)) == (Ending.RETURNED, ["2 2 2 0", "1 1 1 0"])
    assert (history_statuses(done.order)[-1], done.data["reason"]) == ("returned", "damaged")
    assert [line.returned for line in done.order.lines] == [True, True]


def test_an_order_ends_when_the_last_of_it_came_back() -> None:
    order = apply_commands(sent("2"), Deliver(), Return(of("1")))
    assert (order.ending, order.step, line_counts(order)) == (None, Step.DELIVERED, ["2 2 1 0"])
    assert order.lines[0].returned is False
    assert apply_commands(order, Return(of("1"))).ending is Ending.RETURNED


def test_what_came_back_does_not_come_back_again() -> None:
    order = apply_commands(sent("2", "1"), Return(of("1")))
    assert obstacle_of(order, Return(of("1", "2"))) == (Obstacle.BEYOND_FULFILLED, "$.items[0].quantity", "1")
    assert line_counts(apply_commands(order, Return())) == ["2 2 2 0", "1 1 1 0"]


def test_what_was_not_sent_does_not_come_back() -> None:
    assert obstacle_of(accepted_order(), Return())[0] is Obstacle.NOTHING_LEFT
    assert obstacle_of(placed_order(), Return())[0] is Obstacle.TOO_EARLY


def test_what_came_back_of_an_order_that_is_still_being_sent_is_no_end_of_it() -> None:
    order = apply_commands(accepted_order(new_line("2")), Ship(items=of("1")), Return())
    assert (order.ending, line_counts(order)) == (None, ["2 1 1 0"])
    assert apply_commands(order, Ship(), Return()).ending is Ending.RETURNED


def test_what_a_vendor_marks_as_returned_does_not_come_back_again() -> None:
    marked = line(0, quantity=Decimal(1), fulfilled=Decimal(1), returned=True)
    assert obstacle_of(order(step=Step.SHIPPED, lines=(marked,)), Return())[0] is Obstacle.NOTHING_LEFT


def test_pieces_come_back() -> None:
    order = apply_commands(sent("2", "1", track_pieces=True), Return(of("1")))
    assert piece_statuses(order) == ["returned", "shipped", "shipped"]
    assert piece_statuses(apply_commands(order, Return())) == ["returned"] * 3


def test_an_order_is_cancelled() -> None:
    done = apply_command(apply_commands(accepted_order(), Hold()), Cancel(reason="changed their mind"))
    assert (done.kind, done.order.ending, done.order.hold) == ("cancelled", Ending.CANCELLED, None)
    assert done.data == {"ending": {"from": None, "to": "cancelled"}, "reason": "changed their mind"}
    assert obstacle_of(done.order, Accept())[0] is Obstacle.ENDED
    assert apply_commands(placed_order(draft=True), Cancel()).ending is Ending.CANCELLED


def test_what_has_shipped_is_not_cancelled_any_more() -> None:
    assert obstacle_of(sent("1"), Cancel())[0] is Obstacle.TOO_LATE
    partly = apply_commands(accepted_order(new_line("2")), Ship(items=of("1")))
    assert obstacle_of(partly, Cancel())[0] is Obstacle.ALREADY_SHIPPED


def test_a_portion_that_is_cancelled_will_never_leave() -> None:
    done = apply_command(accepted_order(new_line("3")), Cancel(of("1", "1.0")))
    assert (done.order.ending, line_counts(done.order)) == (None, ["3 0 0 1"])
    assert done.data["items"] == [{"line": done.order.lines[0].guid, "quantity": "1"}]
    assert obstacle_of(done.order, Ship(items=of("1", "3")))[2] == "2"
    order = apply_commands(done.order, Ship())
    assert (order.step, line_counts(order)) == (Step.SHIPPED, ["3 2 0 1"])


def test_no_more_is_cancelled_than_is_left() -> None:
    order = apply_commands(accepted_order(new_line("3")), Ship(items=of("1")), Cancel(of("1")))
    assert obstacle_of(order, Cancel(of("1", "2"))) == (Obstacle.BEYOND_ORDERED, "$.items[0].quantity", "1")
    assert invalid_paths(order, Cancel(of("7"))) == ["$.items[0].line"]


def test_when_all_portions_are_cancelled_the_order_is() -> None:
    order = apply_commands(accepted_order(new_line("1"), new_line("1")), Cancel(of("1")))
    assert (order.ending, [line.stage for line in order.lines]) == (None, [LineStage.CANCELLED, None])
    assert apply_commands(order, Cancel(of("2"))).ending is Ending.CANCELLED


def test_when_the_rest_is_cancelled_the_order_has_shipped() -> None:
    order = apply_commands(accepted_order(new_line("2")), Ship(items=of("1")), Cancel(of("1")))
    assert (order.step, order.ending, line_counts(order)) == (Step.SHIPPED, None, ["2 1 0 1"])
    assert apply_commands(order, Deliver()).step is Step.DELIVERED


def test_when_the_rest_is_cancelled_after_all_else_arrived_the_order_is_delivered() -> None:
    order = apply_commands(accepted_order(new_line("2")), Ship(items=of("1")), Deliver(), Cancel(of("1")))
    assert (order.step, history_statuses(order)[-2:]) == (Step.DELIVERED, ["shipped", "delivered"])


def test_when_the_rest_is_cancelled_after_all_else_came_back_the_order_is_returned() -> None:
    order = apply_commands(accepted_order(new_line("2")), Ship(items=of("1")), Return(), Cancel(of("1")))
    assert (order.step, order.ending) == (Step.SHIPPED, Ending.RETURNED)


def test_a_line_of_which_a_part_left_and_the_rest_is_cancelled_has_shipped() -> None:
    order = apply_commands(accepted_order(new_line("2"), new_line("1")), Ship(items=of("1")), Cancel(of("1")))
    assert [line.stage for line in order.lines] == [LineStage.SHIPPED, None]


def test_of_a_portion_the_pieces_are_cancelled_that_are_least_far() -> None:
    order = accepted_order(new_line("3"), track_pieces=True)
    ahead = tuple(unit.guid for unit in order.pieces or ())[:2]
    order = apply_commands(order, Advance(Step.PROCESSING, ahead), Cancel(of("1")))
    assert piece_statuses(order) == ["processing", "processing", "cancelled"]
    order = apply_commands(order, Advance(Step.PACKAGED))
    assert piece_statuses(order) == ["packaged", "packaged", "cancelled"]
    assert obstacle_of(order, Ship(pieces=((order.pieces or ())[2].guid,))) == (
        Obstacle.NOTHING_LEFT,
        "$.units[0]",
        None,
    )
    assert piece_statuses(apply_commands(order, Ship())) == ["shipped", "shipped", "cancelled"]
