"""Packing lists: what remains to be sent, the contents of a shipment, and pieces without a line."""

from decimal import Decimal

from triplicate.core.lifecycle import Step
from triplicate.core.order import packing
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order
from triplicate.core.order.packing import PackedLine
from triplicate.core.order.piece import Piece
from triplicate.core.order.shipments import Shipment, ShipmentItem


def line(name: str, quantity: int, **more: Decimal) -> Line:
    return Line(guid=name, oid=name, number=1, quantity=Decimal(quantity), **more)  # type: ignore[arg-type]


def order(*lines: Line, pieces: tuple[Piece, ...] | None = None) -> Order:
    return Order(guid="order", oid="o", number=1, account="a", origin="native", lines=lines, pieces=pieces)


def unit(name: str, of: str | None, step: Step | None = Step.PACKAGED, word: str | None = None) -> Piece:
    return Piece(guid=name, line=of, step=step, vendor_status=word)


def parcel(*items: ShipmentItem, pieces: tuple[str, ...] = ()) -> Shipment:
    return Shipment(guid="parcel", items=items, pieces=pieces)


CARDS, BOXES = line("cards", 5, fulfilled=Decimal(1), cancelled_quantity=Decimal(1)), line("boxes", 1)


def test_what_left_or_never_will_is_not_packed() -> None:
    gone = line("gone", 2, fulfilled=Decimal(2))
    pieces = (unit("1", "cards", Step.SHIPPED), unit("2", "cards"), unit("3", "cards", None, "cancelled"))
    packed = packing.to_pack(order(CARDS, gone, BOXES, pieces=pieces))
    assert packed.rows == (
        PackedLine(CARDS, "", Decimal(3), (pieces[1],)),
        PackedLine(BOXES, "", Decimal(1), ()),
    )
    assert packed.unassigned == ()


def test_pieces_of_unknown_lines_are_no_more_than_the_lines_count() -> None:
    pieces = (unit("1", None), unit("2", None, Step.DELIVERED))
    packed = packing.to_pack(order(BOXES, pieces=pieces))
    assert ([row.quantity for row in packed.rows], packed.unassigned) == ([1], (pieces[0],))


def test_a_parcel_holds_what_it_says() -> None:
    pieces = (unit("1", "cards"), unit("2", "cards"), unit("3", None))
    its = order(CARDS, BOXES, pieces=pieces)
    sent = parcel(
        ShipmentItem(label="cards", quantity=Decimal(1), line="cards"),
        ShipmentItem(label="modelId", quantity=Decimal(4)),
        ShipmentItem(label="old", quantity=Decimal(2), line="a line that is gone"),
        ShipmentItem(label="boxes", quantity=Decimal(0), line="boxes"),
        pieces=("2", "3"),
    )
    assert packing.in_parcel(its, sent) == (
        (
            PackedLine(CARDS, "", Decimal(1), (pieces[1],)),
            PackedLine(None, "modelId", Decimal(4), ()),
            PackedLine(None, "old", Decimal(2), ()),
        ),
        (pieces[2],),
    )


def test_an_empty_order() -> None:
    assert packing.to_pack(order()) == packing.in_parcel(order(), parcel()) == ((), ())
