"""Amendments: an order's agreed contents change completely or not at all; comments are added."""

from decimal import Decimal

import msgspec
import pytest

from tests.core.engine.engine_fixtures import (
    LATER,
    accepted_order,
    apply_command,
    apply_commands,
    engine_context,
    invalid_paths,
    line_counts,
    new_guid,
    new_line,
    obstacle_of,
    piece_statuses,
    placed_order,
)
from tests.strategies.orders import line, order
from triplicate.core.engine.apply import apply
from triplicate.core.engine.commands import AddComment, Advance, Amend, Cancel, Pay, Portion, Return, Ship
from triplicate.core.lifecycle import Ending, LineStage, Obstacle, Payment, Step
from triplicate.core.order import totals
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order, ShippingChoice, Totals
from triplicate.core.order.party import Party, Person
from triplicate.core.order.piece import Piece

replace = msgspec.structs.replace
DELFT = Party(person=Person(full="Ann"), city="Delft")


def lines(order: Order, *quantities: str) -> Amend:
    """The lines of the order with other quantities; those that are left over go away."""
    wanted = zip(order.lines, quantities, strict=False)
    return Amend(lines=tuple(replace(line, quantity=Decimal(quantity)) for line, quantity in wanted))


def one_more(order: Order, **members: object) -> Line:
    """A line that the order does not have."""
    fixed = {"guid": new_guid(), "oid": "f" * 24, "number": 99, "name": "box", "quantity": Decimal(1)}
    return Line(**{**fixed, **members})  # type: ignore[arg-type]


def first_line(name: str, quantity: str = "1") -> tuple[Portion, ...]:
    """So much of a line."""
    return (Portion(name, Decimal(quantity)),)


def test_what_is_named_becomes_otherwise_and_the_rest_stays() -> None:
    before = placed_order(reference="PO-7", project="spring")
    done = apply_command(before, Amend(reference="PO-8", buyer=Person(full="Ann"), shipping=ShippingChoice(id="2503")))
    assert (done.order.reference, done.order.project, done.order.buyer) == ("PO-8", "spring", Person(full="Ann"))
    assert (done.kind, done.data) == ("amended", {"amended": ["reference", "buyer", "shipping"]})
    assert apply_commands(done.order, Amend(reference=None)).reference is None


def test_what_is_so_already_is_no_change() -> None:
    before = placed_order(reference="PO-7", metadata={"a": 1}, shipping_amount=495)
    same = Amend(reference="PO-7", metadata={"a": 1, "b": None}, shipping_amount=495, lines=before.lines)
    assert apply(before, same, engine_context()) is None


def test_members_of_metadata_are_set_and_taken_away() -> None:
    before = placed_order(metadata={"a": 1, "b": {"c": 2}})
    assert apply_commands(before, Amend(metadata={"a": None, "b": 3, "d": [4]})).metadata == {"b": 3, "d": [4]}


def test_names_and_notes_can_always_change() -> None:
    ended = apply_commands(placed_order(), Cancel())
    assert apply_commands(ended, Amend(reference="PO-8", metadata={"a": 1})).reference == "PO-8"


def test_addresses_change_until_the_order_has_shipped() -> None:
    packed = apply_commands(accepted_order(), Advance(Step.READY_FOR_SHIPPING))
    assert apply_commands(packed, Amend(ship_to=DELFT, bill_to=DELFT)).ship_to == DELFT
    assert obstacle_of(apply_commands(packed, Ship()), Amend(ship_to=DELFT))[0] is Obstacle.TOO_LATE


def test_content_changes_until_production_starts() -> None:
    queued = apply_commands(accepted_order(), Advance(Step.IN_QUEUE))
    assert apply_commands(queued, Amend(shipping_amount=495)).totals.shipping == 495
    making = apply_commands(queued, Advance(Step.PROCESSING))
    assert obstacle_of(making, Amend(shipping_amount=495))[0] is Obstacle.TOO_LATE
    assert obstacle_of(making, lines(making, "2"))[0] is Obstacle.TOO_LATE
    assert apply(making, lines(making, "1"), engine_context()) is None, "the same lines are no change, at any time"


def test_all_of_it_or_none() -> None:
    packed = apply_commands(accepted_order(), Advance(Step.PACKAGED))
    assert obstacle_of(packed, Amend(reference="PO-8", tax_amount=5))[0] is Obstacle.TOO_LATE


def test_amounts_do_not_change_under_a_payment() -> None:
    paid = apply_commands(placed_order(), Pay(1))
    assert obstacle_of(paid, Amend(tax_amount=100))[0] is Obstacle.PAYMENT_RECORDED
    before = order(step=Step.CREATED, payment=Payment.PAID, lines=(line(0, quantity=Decimal(1)),))
    assert obstacle_of(before, lines(before, "2"))[0] is Obstacle.PAYMENT_RECORDED
    assert apply_commands(paid, Amend(shipping=ShippingChoice(id="2503"))).shipping == ShippingChoice(id="2503")


def test_the_total_follows_from_its_amended_parts() -> None:
    before = placed_order(new_line("2", "10.00"), shipping_amount=495)
    assert totals.total(apply_commands(before, Amend(shipping_amount=None, tax_amount=100))) == 2100
    assert totals.total(apply_commands(before, lines(before, "3"))) == 3495


def test_a_stated_total_moves_by_as_much_as_its_part() -> None:
    """A document may have counted something in that it does not show."""
    stated = order(step=Step.CREATED, totals=Totals(shipping=500, total=2600))
    assert apply_commands(stated, Amend(shipping_amount=700)).totals == Totals(shipping=700, total=2800)


def test_stated_sums_give_way_to_amended_lines() -> None:
    only_line = line(0, quantity=Decimal(2), price=Decimal(10))
    stated = order(
        step=Step.CREATED, lines=(only_line,), currency="EUR", totals=Totals(subtotal=2100, shipping=500, total=9)
    )
    assert apply_commands(stated, lines(stated, "3")).totals == Totals(shipping=500)
    assert totals.total(apply_commands(stated, lines(stated, "3"))) == 3500


def test_what_is_to_be_paid_follows_from_the_total() -> None:
    free = placed_order(new_line("1", None))
    priced = apply_commands(free, Amend(lines=(replace(free.lines[0], price=Decimal(5)),)))
    assert (free.payment, priced.payment) == (Payment.NONE, Payment.UNPAID)
    assert apply_commands(priced, Amend(lines=(replace(free.lines[0], price=Decimal(0)),))).payment is Payment.NONE


def test_lines_come_and_go() -> None:
    before = placed_order(new_line("1"), new_line("2"))
    extra = one_more(before)
    amended = apply_commands(before, Amend(lines=(before.lines[1], extra)))
    assert amended.lines == (before.lines[1], extra)


def test_no_amendment_changes_what_a_line_is_or_what_became_of_it() -> None:
    before = apply_commands(accepted_order(new_line("3")), Ship(items=first_line("1")))
    claims = replace(before.lines[0], oid="0" * 24, number=5, fulfilled=Decimal(3), stage=LineStage.PRODUCED, name="x")
    assert apply_commands(before, Amend(lines=(claims,))).lines == (replace(before.lines[0], name="x"),)
    extra = one_more(before, fulfilled=Decimal(1), cancelled_quantity=Decimal(1))
    assert line_counts(apply_commands(before, Amend(lines=(*before.lines, extra)))) == ["3 1 0 0", "1 0 0 0"]


def test_a_line_is_not_amended_below_what_has_left_or_was_cancelled() -> None:
    before = apply_commands(
        accepted_order(new_line("5"), new_line("1")), Ship(items=first_line("1", "2")), Cancel(first_line("1"))
    )
    assert obstacle_of(before, lines(before, "2", "1")) == (Obstacle.ALREADY_SHIPPED, "$.lines", "3")
    assert obstacle_of(before, Amend(lines=before.lines[1:]))[0] is Obstacle.ALREADY_SHIPPED
    assert line_counts(apply_commands(before, lines(before, "3", "1"))) == ["3 2 0 1", "1 0 0 0"]


def test_an_order_is_done_when_the_rest_of_it_is_amended_away() -> None:
    partly = apply_commands(accepted_order(new_line("2"), new_line("1")), Ship(items=first_line("1")))
    assert apply_commands(partly, lines(partly, "1")).step is Step.SHIPPED
    back = apply_commands(partly, Return())
    assert apply_commands(back, lines(back, "1")).ending is Ending.RETURNED


def test_pieces_follow_their_lines() -> None:
    before = apply_commands(accepted_order(new_line("3"), track_pieces=True), Advance(Step.IN_QUEUE))
    known = [unit.guid for unit in before.pieces or ()]
    fewer = apply_commands(before, lines(before, "2"))
    assert [unit.guid for unit in fewer.pieces or ()] == known[:2]
    more = apply_commands(before, lines(before, "4"))
    assert ([unit.guid for unit in more.pieces or ()][:3], piece_statuses(more)) == (known, ["in_queue"] * 4)
    other = apply_commands(before, Amend(lines=(one_more(before),)))
    assert [unit.line for unit in other.pieces or ()] == [other.lines[0].guid]


def test_pieces_that_left_stay_before_those_that_did_not() -> None:
    before = accepted_order(new_line("3"), track_pieces=True)
    last = (before.pieces or ())[2].guid
    fewer = apply_commands(before, Ship(pieces=(last,)), lines(before, "2"))
    assert (piece_statuses(fewer), (fewer.pieces or ())[1].guid) == (["validated", "shipped"], last)


def test_pieces_of_which_nobody_knows_the_line_do_not_follow_it() -> None:
    """Those of a document are as many as the document has."""
    lone = Piece(guid="d23e4567-e89b-12d3-a456-426614174001", step=Step.CREATED)
    before = order(step=Step.CREATED, lines=(line(0, name="card", quantity=Decimal(2)),), pieces=(lone,))
    assert apply_commands(before, lines(before, "3")).pieces == (lone,)


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "sNaN", "1E+999999", "0.0000001"])
def test_an_amended_quantity_can_be_ordered(quantity: str) -> None:
    before = placed_order(new_line(), new_line())
    assert invalid_paths(before, lines(before, "1", quantity)) == ["$.lines[1].quantity"]


def test_what_a_document_had_may_stay_as_it_is() -> None:
    """Also where nobody could order it here."""
    odd = line(0, quantity=Decimal(0), price=Decimal(-4))
    before = order(step=Step.CREATED, lines=(odd,), currency="EUR")
    renamed = replace(odd, name="card")
    assert apply_commands(before, Amend(lines=(renamed,))).lines == (renamed,)
    assert invalid_paths(before, Amend(lines=(replace(renamed, price=Decimal(-5)),))) == ["$.lines[0].unit_price"]


def test_an_amended_line_still_says_what_is_ordered() -> None:
    before = placed_order()
    assert invalid_paths(before, Amend(lines=(replace(before.lines[0], name=None),))) == ["$.lines[0]"]


def test_an_order_keeps_at_least_one_line_and_each_once() -> None:
    before = placed_order()
    assert invalid_paths(before, Amend(lines=())) == ["$.lines"]
    assert invalid_paths(before, Amend(lines=before.lines * 2)) == ["$.lines"]


def test_a_total_that_nobody_can_count_is_refused() -> None:
    before = placed_order(new_line("1", "1000000000000"))
    assert invalid_paths(before, lines(before, "1000")) == ["$.lines"]


def test_a_comment_is_added() -> None:
    done = apply_command(placed_order(), AddComment("The customer collects it.", customer=True))
    (comment,) = done.order.comments
    assert (comment.text, comment.at, comment.author, comment.customer) == (
        "The customer collects it.",
        LATER,
        "marie@example.fr",
        True,
    )
    assert (done.kind, done.data) == ("commented", {"comment_id": comment.guid})
    assert len(apply_commands(done.order, AddComment("And again.")).comments) == 2


def test_a_comment_says_something() -> None:
    assert invalid_paths(placed_order(), AddComment(" \n")) == ["$.text"]
