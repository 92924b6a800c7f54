"""Shipments, payments, refunds, comments and history of an order. Amounts are minor units of its currency."""

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


class HistoryEntry(msgspec.Struct, frozen=True, omit_defaults=True, order=True):
    """One entry of the status history: when the order reached `status`.

    `observed` marks an entry derived from a document's status and date rather than stated in its history. `local` marks
    an entry recorded by this installation rather than imported.
    """

    at: str
    status: str
    observed: bool = False
    local: bool = False


class Hold(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A hold: its reason and start. With an `actor` it was set in this installation and can only be released here."""

    reason: str | None = None
    since: str | None = None
    actor: str | None = None


class PaymentRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Money received: `amount` in minor units of the order's currency; `reference` is the payer's or the bank's."""

    guid: str
    amount: int
    at: str
    method: str | None = None
    reference: str | None = None


class RefundRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Money given back: `amount` in minor units of the order's currency."""

    guid: str
    amount: int
    at: str
    reason: str | None = None
    reference: str | None = None


class Comment(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A comment on the order: the display name of its `author`, and whether the `customer` wrote it."""

    guid: str
    at: str
    text: str
    author: str | None = None
    customer: bool = False


class Approval(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A local approval: who approved the order, and when."""

    at: str
    actor: str


class DocumentVersion(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest vendor document merged from one dialect: its sort `key` among all documents, and its digest."""

    key: str
    digest: str
