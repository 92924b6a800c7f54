"""Shipments of an order: one parcel each, with its tracking and what it contains."""

from decimal import Decimal

import msgspec


class ShipmentItem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A quantity of a line in a shipment. `line` is the line's GUID, or None when the `label` matched no line."""

    label: str
    quantity: Decimal
    line: str | None = None


class Shipment(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One parcel. `pieces` are the GUIDs of its pieces. `last_reported` is the key of the newest vendor document that
    described it; for a shipment created here, when it was sent or last changed."""

    guid: str
    tracking_number: str | None = None
    tracker_id: str | None = None
    url: str | None = None
    carrier: str | None = None
    method: int | None = None
    shipped_at: str | None = None
    delivered_at: str | None = None
    items: tuple[ShipmentItem, ...] = ()
    pieces: tuple[str, ...] = ()
    last_reported: str = ""
