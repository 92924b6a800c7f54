"""Progress: drafts are placed, orders accepted and produced, by step or by piece; held, or ended early."""

import pytest

from tests.core.engine.engine_fixtures import (
    LATER,
    NOON,
    accepted_order,
    apply_command,
    apply_commands,
    history_statuses,
    invalid_paths,
    new_line,
    obstacle_of,
    piece_statuses,
    placed_order,
)
from tests.core.engine.vendor_words import words_of
from tests.strategies.orders import line, order
from triplicate.core.engine.commands import Accept, Advance, Approve, Expire, Fail, Hold, Pay, Place, Release, Ship
from triplicate.core.lifecycle import Ending, LineStage, Obstacle, Payment, Step
from triplicate.core.order.history import Approval, HistoryEntry
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece

IN_QUEUE, PROCESSING, PACKAGED = Step.IN_QUEUE, Step.PROCESSING, Step.PACKAGED


def guids(order: Order) -> tuple[str, ...]:
    """The ids of the pieces."""
    return tuple(unit.guid for unit in order.pieces or ())


def test_a_draft_is_placed() -> None:
    done = apply_command(placed_order(draft=True), Place())
    assert (done.kind, done.data) == ("placed", {"step": {"from": "draft", "to": "created"}})
    assert (done.order.placed_at, history_statuses(done.order)) == (LATER, ["draft", "created"])


def test_accepting_a_draft_places_it_on_the_way() -> None:
    order = apply_commands(placed_order(draft=True), Accept())
    assert (order.step, order.placed_at) == (Step.VALIDATED, LATER)


def test_accepting_leaves_alone_when_the_order_was_placed() -> None:
    """Also where nobody knows how far the order was."""
    assert apply_commands(placed_order(), Accept()).placed_at == NOON
    assert apply_commands(order(placed_at="2024-05-01T00:00:00.000Z"), Accept()).placed_at == "2024-05-01T00:00:00.000Z"


def test_production_goes_on_step_by_step_and_steps_can_be_left_out() -> None:
    order = apply_commands(accepted_order(), Advance(IN_QUEUE), Advance(PACKAGED))
    assert (order.step, history_statuses(order)) == (PACKAGED, ["created", "validated", "in_queue", "packaged"])


@pytest.mark.parametrize("step", [IN_QUEUE, PROCESSING])
def test_production_does_not_go_back_or_stand_still(step: Step) -> None:
    order = apply_commands(accepted_order(), Advance(PROCESSING))
    assert obstacle_of(order, Advance(step)) == (Obstacle.BACKWARDS, "$.step", None)


@pytest.mark.parametrize("step", [Step.DRAFT, Step.VALIDATED, Step.SHIPPED, Step.DELIVERED])
def test_only_production_is_advanced_through(step: Step) -> None:
    """Whatever else happens to an order has a verb of its own."""
    assert invalid_paths(accepted_order(), Advance(step)) == ["$.step"]


def test_pieces_go_with_their_order() -> None:
    assert (
        piece_statuses(apply_commands(accepted_order(new_line("2"), track_pieces=True), Advance(PROCESSING)))
        == ["processing"] * 2
    )


def test_an_order_is_as_far_as_the_last_of_its_pieces() -> None:
    order = apply_commands(accepted_order(new_line("3"), track_pieces=True), Advance(IN_QUEUE))
    first, second, third = guids(order)
    order = apply_commands(order, Advance(PACKAGED, (first, second)))
    assert (order.step, piece_statuses(order)) == (IN_QUEUE, ["packaged", "packaged", "in_queue"])
    done = apply_command(order, Advance(PROCESSING, (third,)))
    assert (done.order.step, piece_statuses(done.order)) == (PROCESSING, ["packaged", "packaged", "processing"])
    assert done.data == {
        "step": {"from": "in_queue", "to": "processing"},
        "units": [third],
        "units_to": "processing",
    }


def test_pieces_that_are_ahead_wait_for_the_order() -> None:
    order = apply_commands(accepted_order(new_line("2"), track_pieces=True), Advance(IN_QUEUE))
    order = apply_commands(order, Advance(PACKAGED, (guids(order)[0],)), Advance(PROCESSING))
    assert piece_statuses(order) == ["packaged", "processing"]


def test_a_piece_does_not_go_back_nor_after_it_left() -> None:
    order = apply_commands(accepted_order(new_line("2"), track_pieces=True), Advance(PROCESSING))
    first, second = guids(order)
    assert obstacle_of(order, Advance(PROCESSING, (first,))) == (Obstacle.BACKWARDS, "$.units[0]", None)
    order = apply_commands(order, Ship(pieces=(second,)))
    assert obstacle_of(order, Advance(PACKAGED, (first, second))) == (Obstacle.ALREADY_SHIPPED, "$.units[1]", None)


def test_pieces_are_named_by_their_ids_each_once() -> None:
    order = accepted_order(new_line("2"), track_pieces=True)
    first, _ = guids(order)
    assert invalid_paths(order, Advance(IN_QUEUE, (first, first))) == ["$.units[1]"]
    assert invalid_paths(order, Advance(IN_QUEUE, (order.lines[0].guid,))) == ["$.units[0]"]
    assert invalid_paths(accepted_order(), Advance(IN_QUEUE, (first,))) == ["$.units[0]"]
    assert piece_statuses(apply_commands(order, Advance(IN_QUEUE, (first.upper(),)))) == ["in_queue", "validated"]


def test_a_piece_of_which_nobody_knows_how_far_it_is_keeps_its_word_until_it_moves() -> None:
    """And the order cannot be said to be as far as its pieces."""
    known = Piece(guid="d23e4567-e89b-12d3-a456-426614174001", step=Step.VALIDATED)
    unknown = Piece(guid="d23e4567-e89b-12d3-a456-426614174002", vendor_status="drying")
    before = order(step=Step.VALIDATED, pieces=(known, unknown))
    assert piece_statuses(apply_commands(before, Advance(IN_QUEUE))) == ["in_queue", "drying"]
    ahead = apply_commands(before, Advance(PACKAGED, (known.guid,)))
    assert (ahead.step, piece_statuses(ahead)) == (Step.VALIDATED, ["packaged", "drying"])
    both = apply_commands(ahead, Advance(PACKAGED, (unknown.guid,)))
    assert (both.step, piece_statuses(both)) == (PACKAGED, ["packaged", "packaged"])


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
    before = order(step=Step.VALIDATED, lines=(line(0, stage=stage),))
    assert {apply_commands(before, Advance(step)).lines[0].stage for step in kept} <= {stage}
    assert {apply_commands(before, Advance(step)).lines[0].stage for step in followed} <= {None}


def test_a_held_order_stands_still_until_it_is_released() -> None:
    held = apply_command(accepted_order(), Hold("waiting for artwork"))
    assert (held.kind, held.data) == ("held", {"reason": "waiting for artwork"})
    assert obstacle_of(held.order, Advance(IN_QUEUE))[0] is Obstacle.HELD
    assert obstacle_of(held.order, Hold())[0] is Obstacle.HELD
    released = apply_commands(held.order, Release())
    assert (released.hold, history_statuses(released)) == (None, ["created", "validated", "on_hold", "validated"])
    assert apply_commands(released, Advance(IN_QUEUE)).step is IN_QUEUE


def test_a_hold_says_who_holds_the_order_and_since_when() -> None:
    hold = apply_commands(placed_order(), Hold("address")).hold
    assert hold is not None
    assert (hold.reason, hold.since, hold.actor) == ("address", LATER, "marie@example.fr")


def test_what_is_not_held_cannot_be_released() -> None:
    assert obstacle_of(placed_order(), Release()) == (Obstacle.NOT_HELD, "$", None)


def test_a_hold_takes_no_word_away() -> None:
    """It is shown while it lasts; what the vendor had said is still true when it is over."""
    words = words_of("state", "", "payment")
    assert len(words) == 3
    held = apply_commands(order(vendor_statuses=words), Hold())
    assert held.sync.vendor_statuses == words
    assert apply_commands(held, Release()).sync.vendor_statuses == words


def test_an_order_that_nobody_paid_expires() -> None:
    done = apply_command(placed_order(), Expire())
    assert (done.kind, done.data) == ("expired", {"ending": {"from": None, "to": "expired"}})
    assert history_statuses(done.order) == ["created", "expired"]


def test_an_order_that_was_paid_or_partly_sent_does_not_expire() -> None:
    assert obstacle_of(apply_commands(placed_order(), Pay(1)), Expire())[0] is Obstacle.PAYMENT_RECORDED
    assert obstacle_of(order(step=Step.CREATED, payment=Payment.PAID), Expire())[0] is Obstacle.PAYMENT_RECORDED
    sent = apply_commands(accepted_order(new_line("2"), track_pieces=True), Advance(IN_QUEUE))
    assert obstacle_of(apply_commands(sent, Ship(pieces=guids(sent)[:1])), Expire())[0] is Obstacle.ALREADY_SHIPPED


def test_an_order_that_cannot_be_made_fails() -> None:
    done = apply_command(apply_commands(accepted_order(), Hold()), Fail("no oak left"))
    assert (done.order.ending, done.order.hold, done.data["reason"]) == (Ending.FAILED, None, "no oak left")
    assert obstacle_of(done.order, Accept())[0] is Obstacle.ENDED


def test_what_was_partly_sent_did_not_fail() -> None:
    order = accepted_order(new_line("2"), track_pieces=True)
    assert obstacle_of(apply_commands(order, Ship(pieces=guids(order)[:1])), Fail())[0] is Obstacle.ALREADY_SHIPPED


def test_an_order_is_approved_once_by_somebody() -> None:
    approved = apply_commands(placed_order(draft=True), Approve())
    assert (approved.approved, approved.approval) == (True, Approval(at=LATER, actor="marie@example.fr"))
    assert obstacle_of(approved, Approve())[0] is Obstacle.ALREADY_APPROVED
    assert obstacle_of(order(approved=True), Approve())[0] is Obstacle.ALREADY_APPROVED


def test_history_is_in_the_order_of_time_even_where_a_document_told_of_the_future() -> None:
    before, ahead = (
        HistoryEntry("2024-05-01T00:00:00.000Z", "created"),
        HistoryEntry("2025-01-01T00:00:00.000Z", "glazing"),
    )
    initial = apply_commands(order(history=(before, ahead), updated_at=ahead.at), Accept())
    assert initial.history == (before, HistoryEntry(LATER, "validated", local=True), ahead)
    assert (initial.updated_at, initial.sync.changed_locally_at) == (ahead.at, LATER)
