"""Overrides: the state is set against the rules for a reason, and counts and pieces follow."""

from decimal import Decimal

import pytest

from tests.core.engine.engine_fixtures import (
    LATER,
    accepted_order,
    apply_command,
    apply_commands,
    history_statuses,
    invalid_paths,
    line_counts,
    new_line,
    piece_statuses,
    placed_order,
)
from tests.core.engine.vendor_words import words_of
from tests.strategies.orders import line, order
from triplicate.core.engine.commands import Advance, Cancel, Deliver, Override, Pay, Portion, Refund, Return, Ship
from triplicate.core.lifecycle import Ending, LineStage, Payment, Step
from triplicate.core.order.history import Hold
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece
from triplicate.core.order.shipments import Shipment, ShipmentItem

WHY = "the parcel never left"


def of(name: str, quantity: str = "1") -> tuple[Portion, ...]:
    """So much of a line."""
    return (Portion(name, Decimal(quantity)),)


def back_to(step: Step, order: Order | None = None, parcels: int = 0) -> Override:
    """Sets an order back to a step, and takes its first parcels away."""
    removed = tuple(parcel.guid for parcel in order.shipments[:parcels]) if order else ()
    return Override(reason=WHY, step=step, shipments_removed=removed)


def test_the_reason_stays_on_the_record() -> None:
    done = apply_command(apply_commands(accepted_order(), Advance(Step.PACKAGED)), back_to(Step.IN_QUEUE))
    assert (done.kind, done.order.sync.overridden_at) == ("overridden", LATER)
    assert done.data == {"step": {"from": "packaged", "to": "in_queue"}, "reason": WHY}
    assert history_statuses(done.order)[-1] == "in_queue"


def test_there_is_no_overriding_without_a_reason() -> None:
    assert invalid_paths(placed_order(), Override(reason=" ", step=Step.DELIVERED)) == ["$.reason"]


def test_what_is_not_named_stays() -> None:
    before = apply_commands(placed_order(), Pay(1))
    overridden = apply_commands(before, Override(reason=WHY))
    assert (overridden.step, overridden.payment, overridden.ending) == (before.step, before.payment, before.ending)
    assert (overridden.history, overridden.sync.overridden_at) == (before.history, LATER)


def test_an_order_goes_on_from_where_it_ended() -> None:
    order = apply_commands(accepted_order(), Cancel(), Override(reason="it was the other order", ending=None))
    assert (order.ending, order.step, history_statuses(order)[-2:]) == (
        None,
        Step.VALIDATED,
        ["cancelled", "validated"],
    )
    assert apply_commands(order, Ship()).step is Step.SHIPPED


def test_an_order_ends_and_its_hold_with_it() -> None:
    held = order(step=Step.SHIPPED, hold=Hold(reason="address"))
    ended = apply_commands(held, Override(reason="lost at sea", ending=Ending.FAILED))
    assert (ended.ending, ended.hold, history_statuses(ended)) == (Ending.FAILED, None, ["failed"])


def test_what_ended_of_an_order_of_which_nobody_knows_how_far_it_was_is_no_news_of_that() -> None:
    ended = order(ending=Ending.CANCELLED)
    assert history_statuses(apply_commands(ended, Override(reason=WHY, ending=None))) == []


@pytest.mark.parametrize("payment", [None, *Payment])
def test_payment_is_what_is_said(payment: Payment | None) -> None:
    before = order(payment=Payment.PENDING if payment is not Payment.PENDING else Payment.PAID)
    assert apply_commands(before, Override(reason=WHY, payment=payment)).payment is payment


def test_a_parcel_that_was_never_sent_is_taken_away_with_what_it_counted() -> None:
    sent = apply_commands(accepted_order(new_line("3")), Ship(items=of("1", "2")), Ship())
    before = apply_commands(sent, back_to(Step.PACKAGED, sent, parcels=1))
    assert (before.step, line_counts(before)) == (Step.PACKAGED, ["3 1 0 0"])
    assert [parcel.guid for parcel in before.shipments] == [sent.shipments[1].guid]
    assert before.sync.reported_minimums == {sent.lines[0].guid: "1"}
    again = apply_commands(before, Ship())
    assert (again.step, line_counts(again)) == (Step.SHIPPED, ["3 3 0 0"])


def test_a_parcel_is_taken_away_once_and_only_where_it_is() -> None:
    sent = apply_commands(accepted_order(), Ship())
    parcel = sent.shipments[0].guid
    twice = Override(reason=WHY, shipments_removed=(parcel, parcel))
    assert invalid_paths(sent, twice) == ["$.shipments_removed[1]"]
    assert invalid_paths(placed_order(), Override(reason=WHY, shipments_removed=(parcel,))) == [
        "$.shipments_removed[0]"
    ]


def test_a_parcel_that_names_a_line_twice_is_taken_away_whole() -> None:
    only_line = line(0, quantity=Decimal(3), fulfilled=Decimal(3))
    items = tuple(ShipmentItem(label="OAK", quantity=Decimal(n), line=only_line.guid) for n in (1, 2))
    parcel = Shipment(guid="f23e4567-e89b-12d3-a456-426614174000", items=items)
    before = order(step=Step.PACKAGED, lines=(only_line,), shipments=(parcel,))
    assert line_counts(apply_commands(before, Override(reason=WHY, shipments_removed=(parcel.guid,)))) == ["3 0 0 0"]


def test_what_was_never_sent_did_not_come_back() -> None:
    sent = apply_commands(accepted_order(new_line("2"), track_pieces=True), Ship(), Return(of("1")))
    assert piece_statuses(sent) == ["returned", "shipped"]
    before = apply_commands(sent, back_to(Step.PACKAGED, sent, parcels=1))
    assert (line_counts(before), piece_statuses(before)) == (["2 0 0 0"], ["packaged", "packaged"])


def test_the_pieces_of_a_parcel_that_was_never_sent_are_here() -> None:
    sent = accepted_order(new_line("3"), track_pieces=True)
    ids = [unit.guid for unit in sent.pieces or ()]
    sent = apply_commands(sent, Ship(pieces=(ids[2],)), Ship(pieces=(ids[0],)))
    before = apply_commands(sent, Override(reason=WHY, shipments_removed=(sent.shipments[0].guid,)))
    assert piece_statuses(before) == ["shipped", "validated", "validated"]


def test_the_pieces_of_an_order_that_goes_back_are_here_but_for_those_in_its_parcels() -> None:
    sent = apply_commands(accepted_order(new_line("2"), track_pieces=True), Ship(items=of("1")), Ship(), Deliver())
    assert piece_statuses(apply_commands(sent, back_to(Step.PACKAGED, sent, parcels=1))) == ["packaged", "delivered"]


def test_an_order_that_is_said_to_have_shipped_has_all_of_it_shipped() -> None:
    """Without a parcel; so that it can come back, and reads the same in every dialect."""
    before = apply_commands(accepted_order(new_line("3"), track_pieces=True), Cancel(of("1")))
    gone = apply_commands(before, Override(reason="sent by the workshop itself", step=Step.SHIPPED))
    assert (line_counts(gone), piece_statuses(gone), gone.shipments) == (
        ["3 2 0 1"],
        ["cancelled", "shipped", "shipped"],
        (),
    )
    assert apply_commands(gone, Return()).ending is Ending.RETURNED


def test_an_order_that_is_said_not_to_have_shipped_has_what_lies_in_its_parcels_shipped() -> None:
    only_line = line(0, quantity=Decimal(3), fulfilled=Decimal(3), stage=LineStage.SHIPPED)
    parcel = Shipment(guid="f2", items=(ShipmentItem(label="OAK", quantity=Decimal(1), line=only_line.guid),))
    lone = Piece(guid="d2", step=Step.SHIPPED)
    initial = order(
        step=Step.SHIPPED,
        lines=(only_line,),
        shipments=(parcel,),
        pieces=(lone,),
        reported_minimums={only_line.guid: "3"},
    )
    before = apply_commands(initial, back_to(Step.PROCESSING))
    assert (line_counts(before), piece_statuses(before), before.lines[0].stage) == (["3 1 0 0"], ["processing"], None)
    assert before.sync.reported_minimums == {only_line.guid: "1"}


def test_what_a_document_claims_of_an_order_that_has_not_shipped_is_left_alone() -> None:
    only_line = line(0, quantity=Decimal(3), fulfilled=Decimal(1))
    before = order(step=Step.PACKAGED, lines=(only_line,))
    assert line_counts(apply_commands(before, back_to(Step.VALIDATED))) == ["3 1 0 0"]


def test_an_override_takes_native_words_of_its_axis_away() -> None:
    before = order(vendor_statuses=words_of("order", "payment", "state"))
    assert len(words_of("payment")) == 1
    assert apply_commands(before, back_to(Step.IN_QUEUE)).sync.vendor_statuses == words_of("payment")
    paid = apply_commands(before, Override(reason=WHY, payment=Payment.PAID))
    assert words_of("payment").keys().isdisjoint(paid.sync.vendor_statuses)


def test_money_that_was_recorded_stays_whatever_the_payment_is_said_to_be() -> None:
    paid = apply_commands(placed_order(), Pay(), Override(reason="it bounced", payment=Payment.PENDING))
    assert (paid.payment, len(paid.payments)) == (Payment.PENDING, 1)
    assert apply_commands(paid, Refund()).payment is Payment.REFUNDED
