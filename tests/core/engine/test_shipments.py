"""Parcels: all that is left, portions of lines or pieces are sent and arrive; nothing leaves twice or beyond that."""

from decimal import Decimal

import pytest

from tests.core.engine.engine_fixtures import (
    LATER,
    accepted,
    act,
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
from triplicate.core.engine.apply import apply
from triplicate.core.engine.commands import Advance, Deliver, Hold, Portion, Ship, Track
from triplicate.core.lifecycle import LineStage, Obstacle, Step
from triplicate.core.order.history import Shipment
from triplicate.core.order.line import Unit
from triplicate.core.order.order import Order


def of(name: str, quantity: str = "1") -> Portion:
    """So much of a line."""
    return Portion(name, Decimal(quantity))


def contents(order: Order) -> list[list[tuple[str | None, str]]]:
    """What lies in each parcel."""
    return [[(item.line, f"{item.quantity:f}") for item in parcel.items] for parcel in order.shipments]


def test_all_that_is_left_is_sent_when_nothing_is_named() -> None:
    order = accepted(goods("2"), goods("0.5"))
    done = applied(order, Ship(carrier="PostNL", tracking_number="3S1", tracking_url="https://track.example/3S1"))
    parcel = done.order.shipments[0]
    assert (parcel.carrier, parcel.tracking_number, parcel.shipped_at) == ("PostNL", "3S1", LATER)
    assert contents(done.order) == [[(order.lines[0].guid, "2"), (order.lines[1].guid, "0.5")]]
    assert (done.order.step, counts(done.order)) == (Step.SHIPPED, ["2 2 0 0", "0.5 0.5 0 0"])
    assert done.data["shipment_id"] == parcel.guid
    assert done.data["items"] == [
        {"line": order.lines[0].guid, "quantity": "2"},
        {"line": order.lines[1].guid, "quantity": "0.5"},
    ]


def test_an_order_has_shipped_when_nothing_is_left() -> None:
    order = after(accepted(goods("3"), goods("1")), Ship(items=(of("1", "2"),)))
    assert (order.step, counts(order)) == (Step.VALIDATED, ["3 2 0 0", "1 0 0 0"])
    order = after(order, Ship(items=(of("2"), of("1"))))
    assert (order.step, counts(order), told(order)[-1]) == (Step.SHIPPED, ["3 3 0 0", "1 1 0 0"], "shipped")


def test_a_line_that_has_left_altogether_is_shipped_before_its_order_is() -> None:
    order = after(accepted(goods("1"), goods("1")), Ship(items=(of("1"),)), Advance(Step.PROCESSING))
    assert [line.stage for line in order.lines] == [LineStage.SHIPPED, None]


def test_lines_are_named_by_any_of_their_ids() -> None:
    order = accepted(goods("3"))
    (one,) = order.lines
    for name in (one.guid, one.guid.upper(), one.oid, str(one.number)):
        assert counts(after(order, Ship(items=(of(name),)))) == ["3 1 0 0"]
    assert invalid(order, Ship(items=(of("1"), of("2")))) == ["$.items[1].line"]


def test_a_line_named_twice_is_sent_together() -> None:
    order = accepted(goods("3"))
    assert counts(after(order, Ship(items=(of("1"), of(order.lines[0].oid))))) == ["3 2 0 0"]
    assert obstacle(order, Ship(items=(of("1", "2"), of("1", "2")))) == (
        Obstacle.BEYOND_ORDERED,
        "$.items[1].quantity",
        "3",
    )


def test_nothing_is_sent_beyond_what_was_ordered() -> None:
    order = after(accepted(goods("2.50")), Ship(items=(of("1"),)))
    assert obstacle(order, Ship(items=(of("1", "1.6"),))) == (Obstacle.BEYOND_ORDERED, "$.items[0].quantity", "1.5")
    order = after(accepted(goods("1"), goods("1")), Ship(items=(of("1"),)))
    assert obstacle(order, Ship(items=(of("1"),)))[2] == "0"


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "sNaN", "Infinity", "1E+999999", "0.0000001"])
def test_a_portion_is_a_quantity(quantity: str) -> None:
    assert invalid(accepted(goods("2")), Ship(items=(of("1", quantity),))) == ["$.items[0].quantity"]


def test_a_parcel_does_not_leave_twice() -> None:
    """Known by carrier and tracking number, so that a request that is sent again does no harm."""
    first = Ship(items=(of("1"),), carrier="UPS", tracking_number="1Z")
    order = after(accepted(goods("3")), first)
    assert obstacle(order, first) == (Obstacle.ALREADY_SHIPPED, "$.tracking_number", None)
    assert len(after(order, Ship(items=(of("1"),), carrier="DHL", tracking_number="1Z")).shipments) == 2


def test_when_nothing_is_left_there_is_nothing_to_send() -> None:
    assert obstacle(after(accepted(), Ship()), Ship()) == (Obstacle.NOTHING_LEFT, "$", None)


def test_a_held_or_unaccepted_order_is_not_sent() -> None:
    assert obstacle(placed(), Ship())[0] is Obstacle.TOO_EARLY
    assert obstacle(after(accepted(), Hold()), Ship())[0] is Obstacle.HELD


def test_when_a_parcel_left_is_told_in_any_form_of_a_moment() -> None:
    sent = after(accepted(), Ship(shipped_at="2024-07-01T09:26:55+02:00"))
    assert sent.shipments[0].shipped_at == "2024-07-01T07:26:55.000Z"
    assert invalid(accepted(), Ship(shipped_at="yesterday")) == ["$.shipped_at"]


def test_pieces_are_sent_by_their_ids() -> None:
    order = accepted(goods("2"), goods("1"), track_pieces=True)
    one, two, three = (unit.guid for unit in order.units or ())
    order = after(order, Ship(units=(two, three)))
    assert (counts(order), pieces(order)) == (["2 1 0 0", "1 1 0 0"], ["validated", "shipped", "shipped"])
    assert order.shipments[0].units == (two, three)
    order = after(order, Ship(units=(one,)))
    assert (order.step, pieces(order)) == (Step.SHIPPED, ["shipped"] * 3)


def test_of_a_portion_the_pieces_leave_that_are_furthest() -> None:
    order = accepted(goods("3"), track_pieces=True)
    ready = (order.units or ())[1].guid
    order = after(order, Advance(Step.PACKAGED, (ready,)), Ship(items=(of("1"),)))
    assert (order.shipments[0].units, pieces(order)) == ((ready,), ["validated", "shipped", "validated"])


def test_a_piece_leaves_once_and_either_by_itself_or_as_part_of_a_portion() -> None:
    order = accepted(goods("2"), track_pieces=True)
    one, two = (unit.guid for unit in order.units or ())
    order = after(order, Ship(units=(one,)))
    assert obstacle(order, Ship(units=(two, one))) == (Obstacle.ALREADY_SHIPPED, "$.units[1]", None)
    assert invalid(order, Ship(units=(two,), items=(of("1"),))) == ["$.units"]
    assert invalid(order, Ship(units=("nobody",))) == ["$.units[0]"]


def test_pieces_that_are_tracked_are_sent_whole_but_for_the_last() -> None:
    order = accepted(goods("2.5"), track_pieces=True)
    assert invalid(order, Ship(items=(of("1", "0.5"),))) == ["$.items[0].quantity"]
    order = after(order, Ship(items=(of("1", "2"),)), Ship(items=(of("1", "0.5"),)))
    assert (order.step, pieces(order)) == (Step.SHIPPED, ["shipped"] * 3)


def test_pieces_of_which_nobody_knows_the_line_leave_with_their_order() -> None:
    """As they are known from most documents."""
    lone = Unit(guid="d23e4567-e89b-12d3-a456-426614174001", step=Step.VALIDATED)
    one = order(step=Step.VALIDATED, lines=(line(0, quantity=Decimal(2)),), units=(lone,))
    assert invalid(one, Ship(units=(lone.guid,))) == ["$.units[0]"]
    half = after(one, Ship(items=(of("1"),)))
    assert (half.step, pieces(half)) == (Step.VALIDATED, ["validated"])
    assert pieces(after(half, Ship())) == ["shipped"]


def test_an_order_that_has_pieces_and_no_lines_is_sent_by_its_pieces() -> None:
    units = tuple(Unit(guid=f"d23e4567-e89b-12d3-a456-42661417400{n}", step=Step.VALIDATED) for n in range(3))
    one = after(order(step=Step.VALIDATED, units=units), Ship(units=(units[1].guid,)))
    assert (one.step, pieces(one), one.shipments[0].units) == (
        Step.VALIDATED,
        ["validated", "shipped", "validated"],
        (units[1].guid,),
    )
    rest = after(one, Ship())
    assert (rest.step, rest.shipments[1].units) == (Step.SHIPPED, (units[0].guid, units[2].guid))
    assert after(rest, Deliver()).step is Step.DELIVERED
    assert obstacle(order(step=Step.VALIDATED), Ship())[0] is Obstacle.NOTHING_LEFT


def test_what_was_sent_here_no_document_takes_back() -> None:
    order = after(accepted(goods("3")), Ship(items=(of("1", "2"),)))
    assert order.floors == {order.lines[0].guid: "2"}


def test_a_parcel_arrives() -> None:
    order = after(accepted(goods("2"), track_pieces=True), Ship(items=(of("1"),)), Ship())
    first, second = (parcel.guid for parcel in order.shipments)
    done = applied(order, Deliver(first, "2024-07-03"))
    assert (done.order.step, done.data) == (Step.SHIPPED, {"shipments": [first]})
    assert [parcel.delivered_at for parcel in done.order.shipments] == ["2024-07-03T00:00:00.000Z", None]
    assert pieces(done.order) == ["delivered", "shipped"]
    assert obstacle(done.order, Deliver(first))[0] is Obstacle.ALREADY_DELIVERED
    last = after(done.order, Deliver(second))
    assert (last.step, pieces(last), told(last)[-2:]) == (Step.DELIVERED, ["delivered"] * 2, ["shipped", "delivered"])


def test_all_parcels_arrive_when_none_is_named() -> None:
    order = after(accepted(goods("2")), Ship(items=(of("1"),)), Ship(), Deliver())
    assert (order.step, {parcel.delivered_at for parcel in order.shipments}) == (Step.DELIVERED, {LATER})


def test_an_order_is_not_delivered_while_something_is_left_to_send() -> None:
    order = after(accepted(goods("2")), Ship(items=(of("1"),)), Deliver())
    assert (order.step, order.shipments[0].delivered_at) == (Step.VALIDATED, LATER)
    assert obstacle(order, Deliver())[0] is Obstacle.ALREADY_DELIVERED


def test_what_was_never_sent_does_not_arrive() -> None:
    assert obstacle(accepted(), Deliver())[0] is Obstacle.TOO_EARLY
    assert invalid(accepted(), Deliver("nothing")) == ["$.shipment"]


def test_an_order_that_a_document_calls_shipped_arrives_without_a_parcel() -> None:
    assert after(order(step=Step.SHIPPED), Deliver()).step is Step.DELIVERED


def test_a_partial_parcel_makes_no_more_words_untrue_than_it_must() -> None:
    """Axim Commerce's word for an order follows from what was sent, the others do not."""
    words: dict[str, str | int] = {"axim.order": "backordered", "axim.payment": "disputed", "marketiger": 7}
    one = order(step=Step.VALIDATED, words=words, lines=(line(0, quantity=Decimal(2)),))
    assert after(one, Ship(items=(of("1"),))).words == {"axim.payment": "disputed", "marketiger": 7}
    assert after(one, Ship()).words == {"axim.payment": "disputed"}


def test_a_parcel_can_be_followed_once_its_number_is_known() -> None:
    sent = after(accepted(goods("2")), Ship(items=(of("1"),), carrier="UPS"), Ship(tracking_number="T2"))
    first, second = sent.shipments
    done = applied(sent, Track(shipment=first.guid, tracking_number="1Z1", tracking_url="https://ups.example/1Z1"))
    told = done.order.shipments[0]
    assert (told.carrier, told.tracking_number, told.url) == ("UPS", "1Z1", "https://ups.example/1Z1")
    assert (done.kind, done.order.shipments[1]) == ("tracked", second)
    assert (told.items, done.order.step, done.order.history) == (first.items, sent.step, sent.history)


def test_no_two_parcels_have_one_number() -> None:
    sent = after(accepted(goods("2")), Ship(items=(of("1"),), tracking_number="T1"), Ship())
    wish = Track(shipment=sent.shipments[1].guid, tracking_number="T1")
    assert obstacle(sent, wish)[0] is Obstacle.ALREADY_SHIPPED
    assert apply(sent, Track(shipment=sent.shipments[0].guid, tracking_number="T1"), act()) is None


def test_the_only_parcel_need_not_be_named() -> None:
    one = after(accepted(goods("2")), Ship(items=(of("1"),)))
    assert after(one, Track(tracking_number="T1")).shipments[0].tracking_number == "T1"
    assert invalid(after(one, Ship()), Track(tracking_number="T1")) == ["$.shipment"]
    assert obstacle(accepted(), Track(tracking_number="T1"))[0] is Obstacle.TOO_EARLY


def test_an_order_has_only_so_many_parcels() -> None:
    full = tuple(Shipment(guid=f"f23e4567-e89b-12d3-a456-42661417{n:04}") for n in range(1000))
    one = order(step=Step.VALIDATED, lines=(line(0, quantity=Decimal(2)),), shipments=full)
    assert obstacle(one, Ship())[0] is Obstacle.TOO_MANY
