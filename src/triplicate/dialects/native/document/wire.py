"""The native order document: everything the canonical order knows, in standard terms and snake_case.

Every member is always there; null where there is nothing to say. A document that is read may leave out all but the id
and the lines, and of the entries of a list what makes them one: quantities, amounts, moments, texts.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from triplicate.core import lifecycle
from triplicate.dialects.native.document.wire_lines import (
    Artwork,
    Component,
    Line,
    Minor,
    Model,
    Moment,
    Nfc,
    Shipment,
    ShipmentItem,
    Text,
    Unit,
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
    "Minor",
    "Model",
    "Moment",
    "Nfc",
    "Order",
    "Payment",
    "PickupPoint",
    "Place",
    "Refund",
    "Shipment",
    "ShipmentItem",
    "Shipping",
    "Totals",
    "Unit",
]
NAME = "native"


class Hold(msgspec.Struct, kw_only=True):
    """Why the order waits, and since when. `by` is who holds it here; a hold that a vendor told of has none."""

    reason: Text = None
    since: Moment | None = None
    by: Text = None


class Buyer(msgspec.Struct, kw_only=True):
    """Who bought. The whole name and its parts follow from each other where only one was given."""

    id: Text = None
    name: Text = None
    first_name: Text = None
    last_name: Text = None
    email: Text = None
    phone: Text = None
    created_at: Moment | None = None


class Company(msgspec.Struct, kw_only=True):
    """The buying organisation as it was when the order was placed."""

    id: Text = None
    name: Text = None
    email: Text = None
    phone: Text = None
    deleted: bool | None = None


class Place(msgspec.Struct, kw_only=True):
    """A state or a country; a country's code is ISO 3166-1 alpha-2."""

    code: Text = None
    name: Text = None


class PickupPoint(msgspec.Struct, kw_only=True):
    """A service point where the recipient collects the parcel; its country may differ from the address's."""

    id: Text = None
    country: Text = None


class Address(msgspec.Struct, kw_only=True):
    """Where the order goes, or who is billed: a person at a postal address."""

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
    """How the order travels: the method's id in its vendor's own form, its name, and its label for people."""

    id: Text = None
    name: Text = None
    label: Text = None


class Payment(msgspec.Struct, kw_only=True):
    """Money received."""

    id: Text = None
    amount: Minor
    at: Moment
    method: Text = None
    reference: Text = None


class Refund(msgspec.Struct, kw_only=True):
    """Money given back."""

    id: Text = None
    amount: Minor
    at: Moment
    reason: Text = None
    reference: Text = None


class Totals(msgspec.Struct, kw_only=True):
    """Sums: what the order costs, what of it was paid, given back, and is still to pay.

    `mismatch` is by how much a stated total differs from its parts; a sum that nobody knows is null.
    """

    subtotal: Minor | None = None
    shipping: Minor | None = None
    tax: Minor | None = None
    total: Minor | None = None
    paid: Minor | None = None
    refunded: Minor | None = None
    outstanding: Minor | None = None
    mismatch: Minor | None = None


class Comment(msgspec.Struct, kw_only=True):
    """What somebody wrote about the order; `customer` says that the buyer's side did."""

    id: Text = None
    at: Moment
    author: Text = None
    customer: bool | None = None
    text: str


class Approval(msgspec.Struct, kw_only=True):
    """Who approved the order, and when."""

    by: str
    at: Moment


class HistoryEntry(msgspec.Struct, kw_only=True):
    """When the order came to be what the word says; `observed` when that only follows from a vendor's status."""

    at: Moment
    status: Annotated[str, Meta(min_length=1)]
    observed: bool | None = None


class Order(msgspec.Struct, kw_only=True):
    """An order. `stage`, `payment`, `hold`, `ending` and `fulfilment` are its state, each for itself.

    `price_list` is the one that it was priced by here, and its version.
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
    units: list[Unit] | None = None
    shipments: list[Shipment] | None = None
    payments: list[Payment] | None = None
    refunds: list[Refund] | None = None
    payment_link: Text = None
    totals: Totals | None = None
    price_list: Text = None
    comments: list[Comment] | None = None
    metadata: dict[str, Any] | None = None
    history: list[HistoryEntry] | None = None
    created_at: Moment | None = None
    placed_at: Moment | None = None
    updated_at: Moment | None = None
