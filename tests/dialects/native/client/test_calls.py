"""Every operation, called: what the server does, and what comes back as values."""

import pytest

from tests.dialects.native.client.client_fixtures import ACCOUNT, Desk, cards, reading
from triplicate.client import (
    Address,
    AmendedLine,
    Amendment,
    Buyer,
    Move,
    NewLine,
    NewOrder,
    NotThisVersion,
    Place,
    Portion,
    Step,
    Triplicate,
    VersionNeeded,
)


def test_from_an_order_to_its_delivery(own: Triplicate) -> None:
    """A workshop's day, each step with what it changes."""
    order = own.place_order(cards(reference="PO-1", track_pieces=True, draft=True))
    assert reading(order) == ("draft", "unpaid", None, None)
    assert reading(own.place_draft(order)) == ("placed", "unpaid", None, None)
    assert reading(own.accept_order(order.id)) == ("accepted", "unpaid", None, None)
    assert own.approve_order(order).approval is not None
    assert own.request_payment(order, link="https://pay.example.com/1").payment_link == "https://pay.example.com/1"
    paid = own.record_payment(order, amount=500, method="cash")
    assert paid.totals is not None
    assert (paid.totals.paid, paid.totals.outstanding) == (500, 2000)
    assert own.record_payment(order, reference="2024-0117").payment == "paid"
    assert reading(own.hold_order(order, reason="artwork")) == ("accepted", "paid", "artwork", None)
    assert own.release_order(order).hold is None
    first = (order.units or [])[0].id or ""
    assert own.advance_order(order, Step.MANUFACTURING, units=[first]).stage == "accepted"
    assert own.advance_order(order, Step.MANUFACTURING).stage == "in production"
    number = str(order.lines[0].number)
    sent = own.ship_order(order, items=[Portion(number, 4)], carrier="PostNL", tracking_number="3S1")
    assert (sent.fulfilment, sent.lines[0].remaining) == ("partial", 6)
    assert own.ship_order(order).stage == "shipped"
    assert own.deliver_order(order, shipment=(sent.shipments or [])[0].id).stage == "shipped"
    assert own.deliver_order(order).stage == "delivered"
    assert own.return_order(order, items=[Portion(number, 1)], reason="scratched").lines[0].returned == 1
    assert own.refund_order(order, amount=250, reason="scratched").payment == "partially refunded"
    said = own.comment_order(order, "Sorry about that.", customer=False)
    assert [comment.text for comment in said.comments or []] == ["Sorry about that."]
    assert own.get_order(order) == said


@pytest.mark.parametrize(
    ("verb", "ending"), [("cancel_order", "cancelled"), ("expire_order", "expired"), ("fail_order", "failed")]
)
def test_orders_end(own: Triplicate, verb: str, ending: str) -> None:
    order = own.place_order(cards())
    assert getattr(own, verb)(order).ending == ending


def test_a_part_of_an_order_is_cancelled(own: Triplicate) -> None:
    order = own.place_order(cards())
    line = order.lines[0].id or ""
    left = own.cancel_order(order, items=[Portion(line, 3)], reason="fewer guests")
    assert (left.ending, left.lines[0].cancelled, left.lines[0].remaining) == (None, 3, 7)


def test_an_override_is_meant_for_a_version(own: Triplicate) -> None:
    order = own.accept_order(own.place_order(cards()))
    shipped = own.ship_order(order)
    parcel = (shipped.shipments or [])[0].id or ""
    with pytest.raises(NotThisVersion) as caught:
        own.override_order(order, "a mistake", step=Step.PROCESSING)
    assert caught.value.problem.current_version == shipped.version
    back = own.override_order(shipped, "a mistake", step=Step.PROCESSING, shipments_removed=[parcel])
    assert (back.step, back.shipments) == ("processing", [])


def test_an_amendment_is_meant_for_a_version(own: Triplicate) -> None:
    order = own.place_order(cards(metadata={"gift": True, "till": 3}))
    amended = own.amend_order(order, Amendment(reference="PO-2", metadata={"till": None}))
    assert (amended.reference, amended.metadata) == ("PO-2", {"gift": True})
    with pytest.raises(NotThisVersion):
        own.amend_order(order, Amendment(reference="PO-3"))
    with pytest.raises(VersionNeeded):
        own.amend_order(order.id, Amendment(reference="PO-3"))
    assert amended.version is not None
    assert own.amend_order(order.id, Amendment(reference="PO-3"), version=amended.version).reference == "PO-3"


def test_any_verb_can_be_meant_for_a_version(own: Triplicate) -> None:
    order = own.place_order(cards())
    own.comment_order(order, "Hello")
    assert order.version is not None
    with pytest.raises(NotThisVersion):
        own.accept_order(order, version=order.version)
    assert own.accept_order(order).stage == "accepted"


def test_people_places_and_lines_arrive_as_they_were_given(own: Triplicate) -> None:
    ada = Address(name="Ada Lovelace", line1="Sint Jacobsstraat 12", city="Utrecht", country=Place(code="NL"))
    order = own.place_order(
        NewOrder(
            lines=[NewLine(name="Card", quantity=2, unit_price="1.005"), NewLine(sku="B", quantity=0.5)],
            buyer=Buyer(first_name="Ada", last_name="Lovelace", email="ada@example.com"),
            ship_to=ada,
            shipping_amount=495,
        )
    )
    assert order.account == ACCOUNT
    assert order.buyer is not None
    assert (order.buyer.name, order.buyer.email) == ("Ada Lovelace", "ada@example.com")
    assert order.ship_to is not None
    assert order.ship_to.country is not None
    assert (order.ship_to.city, order.ship_to.country.code) == ("Utrecht", "NL")
    assert [(line.name, line.sku, line.quantity, line.unit_price) for line in order.lines] == [
        ("Card", None, 2, "1.005"),
        (None, "B", 0.5, None),
    ]
    kept = AmendedLine(id=order.lines[0].id or "", quantity=3)
    more = own.amend_order(order, Amendment(lines=[kept, AmendedLine(sku="C", quantity=1, unit_price="2.00")]))
    assert [(line.sku, line.quantity, line.unit_price) for line in more.lines] == [(None, 3, "1.005"), ("C", 1, "2.00")]


def test_counts_and_copies(desk: Desk, own: Triplicate) -> None:
    order = own.place_order(cards())
    own.accept_order(own.place_order(cards()))
    desk.client("other").place_order(cards())
    counts = own.count_orders()
    assert (counts.total, counts.stage) == (2, {"placed": 1, "accepted": 1})
    operator = desk.client("operator")
    assert operator.count_orders().total == 3
    assert operator.count_orders(account=ACCOUNT).total == 2
    dialects = [copy.dialect for copy in own.list_copies(order).copies]
    assert dialects == sorted(dialects)
    assert {"axim", "marketiger", "native", "printags"} <= set(dialects)
    copy = own.get_copy(order, "axim")
    assert copy.answer["data"]["id"] == order.oid
    assert {member.member for member in copy.members} >= {"id", "entityId"}


def test_many_at_once_each_for_itself(own: Triplicate) -> None:
    placed = own.place_orders([cards(reference="one"), cards(currency="XXY"), cards(reference="three")])
    assert (placed.succeeded, placed.failed) == (2, 1)
    assert [row.status for row in placed.rows] == [201, 400, 201]
    assert [row.order.reference if row.order else None for row in placed.rows] == ["one", None, "three"]
    assert placed.rows[1].problem is not None
    assert placed.rows[1].problem.code == "invalid-input"
    first, third = (row.order for row in placed.rows if row.order is not None)
    moved = own.move_orders(
        [
            Move(order=first.id, verb="accept"),
            Move(order=str(third.number), verb="hold", body={"reason": "stock"}, version=third.version),
            Move(order=first.id, verb="release"),
        ]
    )
    assert [reading(row.order) if row.order else None for row in moved.rows] == [
        ("accepted", "unpaid", None, None),
        ("placed", "unpaid", "stock", None),
        None,
    ]
    assert moved.rows[2].problem is not None
    assert (moved.rows[2].problem.code, moved.rows[2].problem.obstacle) == ("not-possible", "not held")
