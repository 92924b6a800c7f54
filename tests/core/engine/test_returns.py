"""Returns and cancellations: what came back and what will never leave, of the order or of portions of its lines."""

from decimal import Decimal

from tests.core.engine.engine_fixtures import (
    accepted,
    after,
    applied,
    counts,
    goods,
    invalid,
    obstacle,
    pieces,
    placed,
    told,
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
    return after(accepted(*map(goods, quantities), track_pieces=track_pieces), Ship())


def test_all_that_was_shipped_comes_back_when_nothing_is_named() -> None:
    done = applied(sent("2", "1"), Return(reason="damaged"))
    assert (done.order.ending, counts(done.order)) == (Ending.RETURNED, ["2 2 2 0", "1 1 1 0"])
    assert (told(done.order)[-1], done.data["reason"]) == ("returned", "damaged")
    assert [line.returned for line in done.order.lines] == [True, True]


def test_an_order_ends_when_the_last_of_it_came_back() -> None:
    order = after(sent("2"), Deliver(), Return(of("1")))
    assert (order.ending, order.step, counts(order)) == (None, Step.DELIVERED, ["2 2 1 0"])
    assert order.lines[0].returned is False
    assert after(order, Return(of("1"))).ending is Ending.RETURNED


def test_what_came_back_does_not_come_back_again() -> None:
    order = after(sent("2", "1"), Return(of("1")))
    assert obstacle(order, Return(of("1", "2"))) == (Obstacle.BEYOND_FULFILLED, "$.items[0].quantity", "1")
    assert counts(after(order, Return())) == ["2 2 2 0", "1 1 1 0"]


def test_what_was_not_sent_does_not_come_back() -> None:
    assert obstacle(accepted(), Return())[0] is Obstacle.NOTHING_LEFT
    assert obstacle(placed(), Return())[0] is Obstacle.TOO_EARLY


def test_what_came_back_of_an_order_that_is_still_being_sent_is_no_end_of_it() -> None:
    order = after(accepted(goods("2")), Ship(items=of("1")), Return())
    assert (order.ending, counts(order)) == (None, ["2 1 1 0"])
    assert after(order, Ship(), Return()).ending is Ending.RETURNED


def test_what_a_vendor_marks_as_returned_does_not_come_back_again() -> None:
    marked = line(0, quantity=Decimal(1), fulfilled=Decimal(1), returned=True)
    assert obstacle(order(step=Step.SHIPPED, lines=(marked,)), Return())[0] is Obstacle.NOTHING_LEFT


def test_pieces_come_back() -> None:
    order = after(sent("2", "1", track_pieces=True), Return(of("1")))
    assert pieces(order) == ["returned", "shipped", "shipped"]
    assert pieces(after(order, Return())) == ["returned"] * 3


def test_an_order_is_cancelled() -> None:
    done = applied(after(accepted(), Hold()), Cancel(reason="changed their mind"))
    assert (done.kind, done.order.ending, done.order.hold) == ("cancelled", Ending.CANCELLED, None)
    assert done.data == {"ending": {"from": None, "to": "cancelled"}, "reason": "changed their mind"}
    assert obstacle(done.order, Accept())[0] is Obstacle.ENDED
    assert after(placed(draft=True), Cancel()).ending is Ending.CANCELLED


def test_what_has_shipped_is_not_cancelled_any_more() -> None:
    assert obstacle(sent("1"), Cancel())[0] is Obstacle.TOO_LATE
    partly = after(accepted(goods("2")), Ship(items=of("1")))
    assert obstacle(partly, Cancel())[0] is Obstacle.ALREADY_SHIPPED


def test_a_portion_that_is_cancelled_will_never_leave() -> None:
    done = applied(accepted(goods("3")), Cancel(of("1", "1.0")))
    assert (done.order.ending, counts(done.order)) == (None, ["3 0 0 1"])
    assert done.data["items"] == [{"line": done.order.lines[0].guid, "quantity": "1"}]
    assert obstacle(done.order, Ship(items=of("1", "3")))[2] == "2"
    order = after(done.order, Ship())
    assert (order.step, counts(order)) == (Step.SHIPPED, ["3 2 0 1"])


def test_no_more_is_cancelled_than_is_left() -> None:
    order = after(accepted(goods("3")), Ship(items=of("1")), Cancel(of("1")))
    assert obstacle(order, Cancel(of("1", "2"))) == (Obstacle.BEYOND_ORDERED, "$.items[0].quantity", "1")
    assert invalid(order, Cancel(of("7"))) == ["$.items[0].line"]


def test_when_all_portions_are_cancelled_the_order_is() -> None:
    order = after(accepted(goods("1"), goods("1")), Cancel(of("1")))
    assert (order.ending, [line.stage for line in order.lines]) == (None, [LineStage.CANCELLED, None])
    assert after(order, Cancel(of("2"))).ending is Ending.CANCELLED


def test_when_the_rest_is_cancelled_the_order_has_shipped() -> None:
    order = after(accepted(goods("2")), Ship(items=of("1")), Cancel(of("1")))
    assert (order.step, order.ending, counts(order)) == (Step.SHIPPED, None, ["2 1 0 1"])
    assert after(order, Deliver()).step is Step.DELIVERED


def test_when_the_rest_is_cancelled_after_all_else_arrived_the_order_is_delivered() -> None:
    order = after(accepted(goods("2")), Ship(items=of("1")), Deliver(), Cancel(of("1")))
    assert (order.step, told(order)[-2:]) == (Step.DELIVERED, ["shipped", "delivered"])


def test_when_the_rest_is_cancelled_after_all_else_came_back_the_order_is_returned() -> None:
    order = after(accepted(goods("2")), Ship(items=of("1")), Return(), Cancel(of("1")))
    assert (order.step, order.ending) == (Step.SHIPPED, Ending.RETURNED)


def test_a_line_of_which_a_part_left_and_the_rest_is_cancelled_has_shipped() -> None:
    order = after(accepted(goods("2"), goods("1")), Ship(items=of("1")), Cancel(of("1")))
    assert [line.stage for line in order.lines] == [LineStage.SHIPPED, None]


def test_of_a_portion_the_pieces_are_cancelled_that_are_least_far() -> None:
    order = accepted(goods("3"), track_pieces=True)
    ahead = tuple(unit.guid for unit in order.units or ())[:2]
    order = after(order, Advance(Step.PROCESSING, ahead), Cancel(of("1")))
    assert pieces(order) == ["processing", "processing", "cancelled"]
    order = after(order, Advance(Step.PACKAGED))
    assert pieces(order) == ["packaged", "packaged", "cancelled"]
    assert obstacle(order, Ship(units=((order.units or ())[2].guid,))) == (Obstacle.NOTHING_LEFT, "$.units[0]", None)
    assert pieces(after(order, Ship())) == ["shipped", "shipped", "cancelled"]
