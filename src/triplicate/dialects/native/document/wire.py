"""Wire types of the native order document: the complete canonical order, in standard terms and snake_case.

Responses contain every field; a field without a value is null. An imported document must have `id` and `lines`, and in
list entries the fields without a default here, such as quantities, amounts, timestamps and texts.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from triplicate.core import lifecycle
from triplicate.dialects.native.document.wire_lines import (
    Artwork,
    Component,
    Line,
    MinorUnits,
    Nfc,
    Piece,
    ProductModel,
    Shipment,
    ShipmentItem,
    Text,
    Timestamp,
    one_of,
)

__all__ = [
    "NAME",
    "Address",
    "Approval",
    "Artwork",
    "Buyer",
    "Comment",
    "Company",
    "Component",
    "HistoryEntry",
    "Hold",
    "Line",
    "MinorUnits",
    "Nfc",
    "Order",
    "Payment",
    "PickupPoint",
    "Piece",
    "Place",
    "ProductModel",
    "Refund",
    "Shipment",
    "ShipmentItem",
    "Shipping",
    "Timestamp",
    "Totals",
]
NAME = "native"


class Hold(msgspec.Struct, kw_only=True):
    """Why the order is on hold, and since when. `by` is who placed the hold here; null for a hold set by a vendor."""

    reason: Text = None
    since: Timestamp | None = None
    by: Text = None


class Buyer(msgspec.Struct, kw_only=True):
    """The buyer. If only the full name or only its parts are given, the other is derived."""

    id: Text = None
    name: Text = None
    first_name: Text = None
    last_name: Text = None
    email: Text = None
    phone: Text = None
    created_at: Timestamp | None = None


class Company(msgspec.Struct, kw_only=True):
    """The buying company, as it was when the order was placed."""

    id: Text = None
    name: Text = None
    email: Text = None
    phone: Text = None
    deleted: bool | None = None


class Place(msgspec.Struct, kw_only=True):
    """A state or a country. The code of a country is ISO 3166-1 alpha-2."""

    code: Text = None
    name: Text = None


class PickupPoint(msgspec.Struct, kw_only=True):
    """A pickup point where the recipient collects the parcel. Its country may differ from the address's."""

    id: Text = None
    country: Text = None


class Address(msgspec.Struct, kw_only=True):
    """A shipping or billing address: a person at a postal address."""

    id: Text = None
    name: Text = None
    first_name: Text = None
    last_name: Text = None
    email: Text = None
    phone: Text = None
    company: Text = None
    company_email: Text = None
    line1: Text = None
    line2: Text = None
    city: Text = None
    postcode: Text = None
    state: Place | None = None
    country: Place | None = None
    pickup_point: PickupPoint | None = None


class Shipping(msgspec.Struct, kw_only=True):
    """The shipping method: its id as the vendor writes it, its name, and its display label."""

    id: Text = None
    name: Text = None
    label: Text = None


class Payment(msgspec.Struct, kw_only=True):
    """A payment received."""

    id: Text = None
    amount: MinorUnits
    at: Timestamp
    method: Text = None
    reference: Text = None


class Refund(msgspec.Struct, kw_only=True):
    """A refund: money paid back."""

    id: Text = None
    amount: MinorUnits
    at: Timestamp
    reason: Text = None
    reference: Text = None


class Totals(msgspec.Struct, kw_only=True):
    """Totals in minor units: what the order costs, what was paid and refunded, and what is outstanding.

    `mismatch` is the stated total minus the sum of its parts. An unknown amount is null.
    """

    subtotal: MinorUnits | None = None
    shipping: MinorUnits | None = None
    tax: MinorUnits | None = None
    total: MinorUnits | None = None
    paid: MinorUnits | None = None
    refunded: MinorUnits | None = None
    outstanding: MinorUnits | None = None
    mismatch: MinorUnits | None = None


class Comment(msgspec.Struct, kw_only=True):
    """A comment on the order. `customer` is true if the buyer's side wrote it."""

    id: Text = None
    at: Timestamp
    author: Text = None
    customer: bool | None = None
    text: str


class Approval(msgspec.Struct, kw_only=True):
    """Who approved the order, and when."""

    by: str
    at: Timestamp


class HistoryEntry(msgspec.Struct, kw_only=True):
    """When the order reached a status. `observed` is true if this was inferred from a vendor's status."""

    at: Timestamp
    status: Annotated[str, Meta(min_length=1)]
    observed: bool | None = None


class Order(msgspec.Struct, kw_only=True):
    """An order. `stage`, `payment`, `hold`, `ending` and `fulfilment` are independent parts of its state.

    `price_list` names the price list, with its version, that this server priced the order by.
    """

    id: str
    oid: Text = None
    number: int | None = None
    version: int | None = None
    account: Text = None
    origin: Text = None
    reference: Text = None
    project: Text = None
    stage: Annotated[str, one_of(*lifecycle.Stage)] | None = None
    step: Annotated[str, one_of(*lifecycle.Step)] | None = None
    payment: Annotated[str, one_of(*lifecycle.Payment)] | None = None
    hold: Hold | None = None
    ending: Annotated[str, one_of(*lifecycle.Ending)] | None = None
    fulfilment: Annotated[str, one_of("none", "partial", "complete")] | None = None
    words: dict[str, str | int] | None = None
    buyer: Buyer | None = None
    company: Company | None = None
    guest: bool | None = None
    approved: bool | None = None
    approval: Approval | None = None
    ship_to: Address | None = None
    bill_to: Address | None = None
    shipping: Shipping | None = None
    currency: Text = None
    lines: list[Line]
    units: list[Piece] | None = None
    shipments: list[Shipment] | None = None
    payments: list[Payment] | None = None
    refunds: list[Refund] | None = None
    payment_link: Text = None
    totals: Totals | None = None
    price_list: Text = None
    comments: list[Comment] | None = None
    metadata: dict[str, Any] | None = None
    history: list[HistoryEntry] | None = None
    created_at: Timestamp | None = None
    placed_at: Timestamp | None = None
    updated_at: Timestamp | None = None
