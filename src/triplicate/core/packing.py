"""Packing: what is in a parcel, or is to go into the next one, line by line and piece by piece."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from triplicate.core import fulfilment
from triplicate.core.engine.pieces import gone
from triplicate.core.line import Line, Unit
from triplicate.core.order import Order
from triplicate.core.records import Shipment

Pieces = tuple[Unit, ...]


class Packed(NamedTuple):
    """So much of a line, and which of its pieces where pieces are tracked.

    `line` is None where nobody knows of which line it is: then `label` is what a vendor called it.
    """

    line: Line | None
    label: str
    quantity: Decimal
    pieces: Pieces


class Packing(NamedTuple):
    """What is packed. `loose` are pieces of which nobody knows the line: they are counted in the rows already."""

    rows: tuple[Packed, ...]
    loose: Pieces


def to_pack(order: Order) -> Packing:
    """What has still to leave the house."""
    here = _by_line(unit for unit in order.units or () if not gone(unit))
    rows = [Packed(line, "", fulfilment.left(line), here.pop(line.guid, ())) for line in order.lines]
    return _packing(rows, here)


def in_parcel(order: Order, parcel: Shipment) -> Packing:
    """What is in one of the order's parcels."""
    named = frozenset(parcel.units)
    inside = _by_line(unit for unit in order.units or () if unit.guid in named)
    lines = {line.guid: line for line in order.lines}
    rows = []
    for item in parcel.items:
        line = lines.get(item.line or "")
        label = item.label if line is None else ""
        rows.append(Packed(line, label, item.quantity, inside.pop(item.line or "", ()) if line else ()))
    return _packing(rows, inside)


def _by_line(units: Iterable[Unit]) -> dict[str, Pieces]:
    """The pieces of each line; those of which nobody knows the line under no name."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.line or "", []).append(unit)
    return {line: tuple(pieces) for line, pieces in found.items()}


def _packing(rows: Iterable[Packed], left: dict[str, Pieces]) -> Packing:
    return Packing(tuple(row for row in rows if row.quantity), tuple(unit for own in left.values() for unit in own))
