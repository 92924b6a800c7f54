"""Packing lists: what is in a shipment, or is still to be shipped, by line and piece."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from triplicate.core.engine.pieces import gone
from triplicate.core.order import fulfilment
from triplicate.core.order.history import Shipment
from triplicate.core.order.line import Line, Unit
from triplicate.core.order.order import Order

Pieces = tuple[Unit, ...]


class Packed(NamedTuple):
    """A packed quantity of a line, and its pieces where pieces are tracked.

    `line` is None where the line is unknown; then `label` is the vendor's label.
    """

    line: Line | None
    label: str
    quantity: Decimal
    pieces: Pieces


class Packing(NamedTuple):
    """A packing list. `unassigned` are pieces whose line is unknown: the rows already count them."""

    rows: tuple[Packed, ...]
    loose: Pieces


def to_pack(order: Order) -> Packing:
    """What is still to be shipped."""
    here = _by_line(unit for unit in order.units or () if not gone(unit))
    rows = [Packed(line, "", fulfilment.left(line), here.pop(line.guid, ())) for line in order.lines]
    return _packing(rows, here)


def in_parcel(order: Order, parcel: Shipment) -> Packing:
    """What is in one of the order's shipments."""
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
    """The pieces by the GUID of their line; those whose line is unknown under ""."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.line or "", []).append(unit)
    return {line: tuple(pieces) for line, pieces in found.items()}


def _packing(rows: Iterable[Packed], left: dict[str, Pieces]) -> Packing:
    return Packing(tuple(row for row in rows if row.quantity), tuple(unit for own in left.values() for unit in own))
