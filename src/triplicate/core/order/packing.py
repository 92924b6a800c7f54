"""Packing lists: what is in a shipment, or is still to be shipped, by line and piece."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from triplicate.core.order import fulfilment
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order
from triplicate.core.order.piece import Piece, is_finished
from triplicate.core.order.shipments import Shipment

Pieces = tuple[Piece, ...]


class PackedLine(NamedTuple):
    """A packed quantity of a line, and its pieces where pieces are tracked.

    `line` is None where the line is unknown; then `label` is the vendor's label.
    """

    line: Line | None
    label: str
    quantity: Decimal
    pieces: Pieces


class PackingList(NamedTuple):
    """A packing list. `unassigned` are pieces whose line is unknown: the rows already count them."""

    rows: tuple[PackedLine, ...]
    unassigned: Pieces


def to_pack(order: Order) -> PackingList:
    """What is still to be shipped."""
    pieces_by_line = _by_line(unit for unit in order.pieces or () if not is_finished(unit))
    rows = [PackedLine(line, "", fulfilment.remaining(line), pieces_by_line.pop(line.guid, ())) for line in order.lines]
    return _packing_list(rows, pieces_by_line)


def in_parcel(order: Order, parcel: Shipment) -> PackingList:
    """What is in one of the order's shipments."""
    guids = frozenset(parcel.pieces)
    pieces_by_line = _by_line(unit for unit in order.pieces or () if unit.guid in guids)
    lines = {line.guid: line for line in order.lines}
    rows = []
    for item in parcel.items:
        line = lines.get(item.line or "")
        label = item.label if line is None else ""
        rows.append(PackedLine(line, label, item.quantity, pieces_by_line.pop(item.line or "", ()) if line else ()))
    return _packing_list(rows, pieces_by_line)


def _by_line(order_pieces: Iterable[Piece]) -> dict[str, Pieces]:
    """The pieces by the GUID of their line; those whose line is unknown under ""."""
    groups: dict[str, list[Piece]] = {}
    for unit in order_pieces:
        groups.setdefault(unit.line or "", []).append(unit)
    return {line: tuple(pieces) for line, pieces in groups.items()}


def _packing_list(rows: Iterable[PackedLine], unassigned: dict[str, Pieces]) -> PackingList:
    return PackingList(
        tuple(row for row in rows if row.quantity), tuple(unit for own in unassigned.values() for unit in own)
    )
