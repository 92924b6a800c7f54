"""Progress: a draft is placed, the order accepted and made, step by step or piece by piece; held, or ended early."""

import pytest

from tests.core.engine.engine_fixtures import (
    LATER,
    NOON,
    accepted,
    after,
    applied,
    goods,
    invalid,
    obstacle,
    pieces,
    placed,
    told,
)
from tests.strategies.orders import line, order
from triplicate.core.engine.commands import Accept, Advance, Approve, Expire, Fail, Hold, Pay, Place, Release, Ship
from triplicate.core.lifecycle import Ending, LineStage, Obstacle, Payment, Step
from triplicate.core.order.history import Approval, Moment
from triplicate.core.order.line import Unit
from triplicate.core.order.order import Order

IN_QUEUE, PROCESSING, PACKAGED = Step.IN_QUEUE, Step.PROCESSING, Step.PACKAGED


def guids(order: Order) -> tuple[str, ...]:
    """The ids of the pieces."""
    return tuple(unit.guid for unit in order.units or ())


def test_a_draft_is_placed() -> None:
    done = applied(placed(draft=True), Place())
    assert (done.kind, done.data) == ("placed", {"step": {"from": "draft", "to": "created"}})
    assert (done.order.placed_at, told(done.order)) == (LATER, ["draft", "created"])


def test_accepting_a_draft_places_it_on_the_way() -> None:
    order = after(placed(draft=True), Accept())
    assert (order.step, order.placed_at) == (Step.VALIDATED, LATER)


def test_accepting_leaves_alone_when_the_order_was_placed() -> None:
    """Also where nobody knows how far the order was."""
    assert after(placed(), Accept()).placed_at == NOON
    assert after(order(placed_at="2024-05-01T00:00:00.000Z"), Accept()).placed_at == "2024-05-01T00:00:00.000Z"


def test_production_goes_on_step_by_step_and_steps_can_be_left_out() -> None:
    order = after(accepted(), Advance(IN_QUEUE), Advance(PACKAGED))
    assert (order.step, told(order)) == (PACKAGED, ["created", "validated", "in_queue", "packaged"])


@pytest.mark.parametrize("step", [IN_QUEUE, PROCESSING])
def test_production_does_not_go_back_or_stand_still(step: Step) -> None:
    order = after(accepted(), Advance(PROCESSING))
    assert obstacle(order, Advance(step)) == (Obstacle.BACKWARDS, "$.step", None)


@pytest.mark.parametrize("step", [Step.DRAFT, Step.VALIDATED, Step.SHIPPED, Step.DELIVERED])
def test_only_production_is_advanced_through(step: Step) -> None:
    """Whatever else happens to an order has a verb of its own."""
    assert invalid(accepted(), Advance(step)) == ["$.step"]


def test_pieces_go_with_their_order() -> None:
    assert pieces(after(accepted(goods("2"), track_pieces=True), Advance(PROCESSING))) == ["processing"] * 2


def test_an_order_is_as_far_as_the_last_of_its_pieces() -> None:
    order = after(accepted(goods("3"), track_pieces=True), Advance(IN_QUEUE))
    one, two, three = guids(order)
    order = after(order, Advance(PACKAGED, (one, two)))
    assert (order.step, pieces(order)) == (IN_QUEUE, ["packaged", "packaged", "in_queue"])
    done = applied(order, Advance(PROCESSING, (three,)))
    assert (done.order.step, pieces(done.order)) == (PROCESSING, ["packaged", "packaged", "processing"])
    assert done.data == {
        "step": {"from": "in_queue", "to": "processing"},
        "units": [three],
        "units_to": "processing",
    }


def test_pieces_that_are_ahead_wait_for_the_order() -> None:
    order = after(accepted(goods("2"), track_pieces=True), Advance(IN_QUEUE))
    order = after(order, Advance(PACKAGED, (guids(order)[0],)), Advance(PROCESSING))
    assert pieces(order) == ["packaged", "processing"]


def test_a_piece_does_not_go_back_nor_after_it_left() -> None:
    order = after(accepted(goods("2"), track_pieces=True), Advance(PROCESSING))
    one, two = guids(order)
    assert obstacle(order, Advance(PROCESSING, (one,))) == (Obstacle.BACKWARDS, "$.units[0]", None)
    order = after(order, Ship(units=(two,)))
    assert obstacle(order, Advance(PACKAGED, (one, two))) == (Obstacle.ALREADY_SHIPPED, "$.units[1]", None)


def test_pieces_are_named_by_their_ids_each_once() -> None:
    order = accepted(goods("2"), track_pieces=True)
    one, _ = guids(order)
    assert invalid(order, Advance(IN_QUEUE, (one, one))) == ["$.units[1]"]
    assert invalid(order, Advance(IN_QUEUE, (order.lines[0].guid,))) == ["$.units[0]"]
    assert invalid(accepted(), Advance(IN_QUEUE, (one,))) == ["$.units[0]"]
    assert pieces(after(order, Advance(IN_QUEUE, (one.upper(),)))) == ["in_queue", "validated"]


def test_a_piece_of_which_nobody_knows_how_far_it_is_keeps_its_word_until_it_moves() -> None:
    """And the order cannot be said to be as far as its pieces."""
    known = Unit(guid="d23e4567-e89b-12d3-a456-426614174001", step=Step.VALIDATED)
    unknown = Unit(guid="d23e4567-e89b-12d3-a456-426614174002", word="drying")
    one = order(step=Step.VALIDATED, units=(known, unknown))
    assert pieces(after(one, Advance(IN_QUEUE))) == ["in_queue", "drying"]
    ahead = after(one, Advance(PACKAGED, (known.guid,)))
    assert (ahead.step, pieces(ahead)) == (Step.VALIDATED, ["packaged", "drying"])
    both = after(ahead, Advance(PACKAGED, (unknown.guid,)))
    assert (both.step, pieces(both)) == (PACKAGED, ["packaged", "packaged"])


@pytest.mark.parametrize(
    ("stage", "kept", "followed"),
    [
        (LineStage.CREATED, [], [Step.IN_QUEUE, Step.PACKAGED]),
        (LineStage.IN_PRODUCTION, [Step.IN_QUEUE], [Step.PROCESSING]),
        (LineStage.PRODUCED, [Step.PROCESSING], [Step.PACKAGING]),
        (LineStage.SHIPPED, [Step.PACKAGED], []),
        (LineStage.CANCELLED, [Step.PACKAGED], []),
    ],
)
def test_a_line_that_is_further_than_its_order_does_not_go_back_with_it(
    stage: LineStage, kept: list[Step], followed: list[Step]
) -> None:
    one = order(step=Step.VALIDATED, lines=(line(0, stage=stage),))
    assert {after(one, Advance(step)).lines[0].stage for step in kept} <= {stage}
    assert {after(one, Advance(step)).lines[0].stage for step in followed} <= {None}


def test_a_held_order_stands_still_until_it_is_released() -> None:
    held = applied(accepted(), Hold("waiting for artwork"))
    assert (held.kind, held.data) == ("held", {"reason": "waiting for artwork"})
    assert obstacle(held.order, Advance(IN_QUEUE))[0] is Obstacle.HELD
    assert obstacle(held.order, Hold())[0] is Obstacle.HELD
    released = after(held.order, Release())
    assert (released.hold, told(released)) == (None, ["created", "validated", "on_hold", "validated"])
    assert after(released, Advance(IN_QUEUE)).step is IN_QUEUE


def test_a_hold_says_who_holds_the_order_and_since_when() -> None:
    hold = after(placed(), Hold("address")).hold
    assert hold is not None
    assert (hold.reason, hold.since, hold.actor) == ("address", LATER, "marie@example.fr")


def test_what_is_not_held_cannot_be_released() -> None:
    assert obstacle(placed(), Release()) == (Obstacle.NOT_HELD, "$", None)


def test_a_hold_takes_no_word_away() -> None:
    """It is shown while it lasts; what the vendor had said is still true when it is over."""
    words: dict[str, str | int] = {"printags.state": "polishing", "marketiger": 7, "axim.payment": "disputed"}
    held = after(order(words=words), Hold())
    assert held.words == words
    assert after(held, Release()).words == words


def test_an_order_that_nobody_paid_expires() -> None:
    done = applied(placed(), Expire())
    assert (done.kind, done.data) == ("expired", {"ending": {"from": None, "to": "expired"}})
    assert told(done.order) == ["created", "expired"]


def test_an_order_that_was_paid_or_partly_sent_does_not_expire() -> None:
    assert obstacle(after(placed(), Pay(1)), Expire())[0] is Obstacle.PAYMENT_RECORDED
    assert obstacle(order(step=Step.CREATED, payment=Payment.PAID), Expire())[0] is Obstacle.PAYMENT_RECORDED
    sent = after(accepted(goods("2"), track_pieces=True), Advance(IN_QUEUE))
    assert obstacle(after(sent, Ship(units=guids(sent)[:1])), Expire())[0] is Obstacle.ALREADY_SHIPPED


def test_an_order_that_cannot_be_made_fails() -> None:
    done = applied(after(accepted(), Hold()), Fail("no oak left"))
    assert (done.order.ending, done.order.hold, done.data["reason"]) == (Ending.FAILED, None, "no oak left")
    assert obstacle(done.order, Accept())[0] is Obstacle.ENDED


def test_what_was_partly_sent_did_not_fail() -> None:
    order = accepted(goods("2"), track_pieces=True)
    assert obstacle(after(order, Ship(units=guids(order)[:1])), Fail())[0] is Obstacle.ALREADY_SHIPPED


def test_an_order_is_approved_once_by_somebody() -> None:
    approved = after(placed(draft=True), Approve())
    assert (approved.approved, approved.approval) == (True, Approval(at=LATER, by="marie@example.fr"))
    assert obstacle(approved, Approve())[0] is Obstacle.ALREADY_APPROVED
    assert obstacle(order(approved=True), Approve())[0] is Obstacle.ALREADY_APPROVED


def test_history_is_in_the_order_of_time_even_where_a_document_told_of_the_future() -> None:
    before, ahead = Moment("2024-05-01T00:00:00.000Z", "created"), Moment("2025-01-01T00:00:00.000Z", "glazing")
    one = after(order(history=(before, ahead), updated_at=ahead.at), Accept())
    assert one.history == (before, Moment(LATER, "validated", here=True), ahead)
    assert (one.updated_at, one.worked_at) == (ahead.at, LATER)
