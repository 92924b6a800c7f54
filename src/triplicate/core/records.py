"""Records: what became of an order, entry by entry: parcels, payments, refunds, comments, history. In minor units."""

from decimal import Decimal

import msgspec


class ShipmentItem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """So many pieces of a line in a parcel. `line` is the line's GUID, or None when the `label` matched no line."""

    label: str
    quantity: Decimal
    line: str | None = None


class Shipment(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One parcel. `units` are the GUIDs of its pieces. `seen` is the key of the newest vendor document that described
    it, or when it was sent from here."""

    guid: str
    tracking_number: str | None = None
    tracker_id: str | None = None
    url: str | None = None
    carrier: str | None = None
    method: int | None = None
    shipped_at: str | None = None
    delivered_at: str | None = None
    items: tuple[ShipmentItem, ...] = ()
    units: tuple[str, ...] = ()
    seen: str = ""


class Moment(msgspec.Struct, frozen=True, omit_defaults=True, order=True):
    """One entry of the history: when the order came to be what the word says.

    `observed` marks what no document stated as history, but follows from a document's status and its date. `here` marks
    what happened in this house, rather than what a document told.
    """

    at: str
    word: str
    observed: bool = False
    here: bool = False


class Hold(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """That the order is held, why, and since when. A hold with an `actor` was placed here, and ends here only."""

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
    """Something somebody wrote about the order: the `author` as they are known, and whether the `customer` wrote it."""

    guid: str
    at: str
    text: str
    author: str | None = None
    customer: bool = False


class Approval(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Who approved the order here, and when."""

    at: str
    by: str


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest vendor document absorbed in one dialect: its place among all documents, and what it was."""

    key: str
    digest: str
