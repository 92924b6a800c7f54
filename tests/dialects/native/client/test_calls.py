"""Every client method: what the server does, and which values come back."""

import pytest

from tests.conformance.registry import CONFORMANCES
from tests.dialects.native.client.client_fixtures import ACCOUNT, ClientFactory, new_card_order, state_of
from tests.strategies.documents import without_envelope
from triplicate.client import (
    Address,
    AmendedLine,
    Amendment,
    Buyer,
    Move,
    NewLine,
    NewOrder,
    Place,
    Portion,
    PreconditionRequired,
    Step,
    Triplicate,
    VersionConflict,
)


def test_from_an_order_to_its_delivery(account_client: Triplicate) -> None:
    """A workshop's day, each step with what it changes."""
    order = account_client.place_order(new_card_order(reference="PO-1", track_pieces=True, draft=True))
    assert state_of(order) == ("draft", "unpaid", None, None)
    assert state_of(account_client.place_draft(order)) == ("placed", "unpaid", None, None)
    assert state_of(account_client.accept_order(order.id)) == ("accepted", "unpaid", None, None)
    assert account_client.approve_order(order).approval is not None
    assert (
        account_client.request_payment(order, link="https://pay.example.com/1").payment_link
        == "https://pay.example.com/1"
    )
    paid = account_client.record_payment(order, amount=500, method="cash")
    assert paid.totals is not None
    assert (paid.totals.paid, paid.totals.outstanding) == (500, 2000)
    assert account_client.record_payment(order, reference="2024-0117").payment == "paid"
    assert state_of(account_client.hold_order(order, reason="artwork")) == ("accepted", "paid", "artwork", None)
    assert account_client.release_order(order).hold is None
    first = (order.units or [])[0].id or ""
    assert account_client.advance_order(order, Step.MANUFACTURING, units=[first]).stage == "accepted"
    assert account_client.advance_order(order, Step.MANUFACTURING).stage == "in production"
    number = str(order.lines[0].number)
    sent = account_client.ship_order(order, items=[Portion(number, 4)], carrier="PostNL", tracking_number="3S1")
    assert (sent.fulfilment, sent.lines[0].remaining) == ("partial", 6)
    assert account_client.ship_order(order).stage == "shipped"
    assert account_client.deliver_order(order, shipment=(sent.shipments or [])[0].id).stage == "shipped"
    assert account_client.deliver_order(order).stage == "delivered"
    assert account_client.return_order(order, items=[Portion(number, 1)], reason="scratched").lines[0].returned == 1
    assert account_client.refund_order(order, amount=250, reason="scratched").payment == "partially refunded"
    said = account_client.comment_order(order, "Sorry about that.", customer=False)
    assert [comment.text for comment in said.comments or []] == ["Sorry about that."]
    assert account_client.get_order(order) == said


@pytest.mark.parametrize(
    ("verb", "ending"), [("cancel_order", "cancelled"), ("expire_order", "expired"), ("fail_order", "failed")]
)
def test_orders_end(account_client: Triplicate, verb: str, ending: str) -> None:
    order = account_client.place_order(new_card_order())
    assert getattr(account_client, verb)(order).ending == ending


def test_a_part_of_an_order_is_cancelled(account_client: Triplicate) -> None:
    order = account_client.place_order(new_card_order())
    line = order.lines[0].id or ""
    left = account_client.cancel_order(order, items=[Portion(line, 3)], reason="fewer guests")
    assert (left.ending, left.lines[0].cancelled, left.lines[0].remaining) == (None, 3, 7)


def test_an_override_is_meant_for_a_version(account_client: Triplicate) -> None:
    order = account_client.accept_order(account_client.place_order(new_card_order()))
    shipped = account_client.ship_order(order)
    parcel = (shipped.shipments or [])[0].id or ""
    with pytest.raises(VersionConflict) as caught:
        account_client.override_order(order, "a mistake", step=Step.PROCESSING)
    assert caught.value.problem.current_version == shipped.version
    back = account_client.override_order(shipped, "a mistake", step=Step.PROCESSING, shipments_removed=[parcel])
    assert (back.step, back.shipments) == ("processing", [])


def test_an_amendment_is_meant_for_a_version(account_client: Triplicate) -> None:
    order = account_client.place_order(new_card_order(metadata={"gift": True, "till": 3}))
    amended = account_client.amend_order(order, Amendment(reference="PO-2", metadata={"till": None}))
    assert (amended.reference, amended.metadata) == ("PO-2", {"gift": True})
    with pytest.raises(VersionConflict):
        account_client.amend_order(order, Amendment(reference="PO-3"))
    with pytest.raises(PreconditionRequired):
        account_client.amend_order(order.id, Amendment(reference="PO-3"))
    assert amended.version is not None
    assert (
        account_client.amend_order(order.id, Amendment(reference="PO-3"), version=amended.version).reference == "PO-3"
    )


def test_any_verb_can_be_meant_for_a_version(account_client: Triplicate) -> None:
    order = account_client.place_order(new_card_order())
    account_client.comment_order(order, "Hello")
    assert order.version is not None
    with pytest.raises(VersionConflict):
        account_client.accept_order(order, version=order.version)
    assert account_client.accept_order(order).stage == "accepted"


def test_people_places_and_lines_arrive_as_they_were_given(account_client: Triplicate) -> None:
    ada = Address(name="Ada Lovelace", line1="Sint Jacobsstraat 12", city="Utrecht", country=Place(code="NL"))
    order = account_client.place_order(
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
    more = account_client.amend_order(
        order, Amendment(lines=[kept, AmendedLine(sku="C", quantity=1, unit_price="2.00")])
    )
    assert [(line.sku, line.quantity, line.unit_price) for line in more.lines] == [(None, 3, "1.005"), ("C", 1, "2.00")]


def test_counts_and_copies(client_factory: ClientFactory, account_client: Triplicate) -> None:
    order = account_client.place_order(new_card_order())
    account_client.accept_order(account_client.place_order(new_card_order()))
    client_factory.client("other").place_order(new_card_order())
    counts = account_client.count_orders()
    assert (counts.total, counts.stage) == (2, {"placed": 1, "accepted": 1})
    operator = client_factory.client("operator")
    assert operator.count_orders().total == 3
    assert operator.count_orders(account=ACCOUNT).total == 2
    dialects = [copy.dialect for copy in account_client.list_copies(order).copies]
    assert dialects == sorted(dialects)
    assert set(dialects) == set(CONFORMANCES)
    for dialect, conformance in CONFORMANCES.items():
        copy = account_client.get_copy(order, dialect)
        document = without_envelope(dialect, copy.answer)
        assert document["id"] == (order.oid if conformance.id_kind == "oid" else order.id)
        assert "id" in {member.member for member in copy.members}


def test_many_at_once_each_for_itself(account_client: Triplicate) -> None:
    placed = account_client.place_orders(
        [new_card_order(reference="one"), new_card_order(currency="XXY"), new_card_order(reference="three")]
    )
    assert (placed.succeeded, placed.failed) == (2, 1)
    assert [row.status for row in placed.rows] == [201, 400, 201]
    assert [row.order.reference if row.order else None for row in placed.rows] == ["one", None, "three"]
    assert placed.rows[1].problem is not None
    assert placed.rows[1].problem.code == "invalid-input"
    first, third = (row.order for row in placed.rows if row.order is not None)
    moved = account_client.move_orders(
        [
            Move(order=first.id, verb="accept"),
            Move(order=str(third.number), verb="hold", body={"reason": "stock"}, version=third.version),
            Move(order=first.id, verb="release"),
        ]
    )
    assert [state_of(row.order) if row.order else None for row in moved.rows] == [
        ("accepted", "unpaid", None, None),
        ("placed", "unpaid", "stock", None),
        None,
    ]
    assert moved.rows[2].problem is not None
    assert (moved.rows[2].problem.code, moved.rows[2].problem.obstacle) == ("not-possible", "not held")
