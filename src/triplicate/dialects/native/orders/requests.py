"""Request bodies of the native API. Unknown fields are rejected."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from triplicate.core.engine.commands import Amount
from triplicate.core.engine.place import MAX_LINES
from triplicate.core.lifecycle import Step
from triplicate.dialects.native.document import wire, wire_lines

MAX_ROWS = 100
"""Maximum number of rows in a bulk request."""
Text = Annotated[str, Meta(max_length=1000)]
Price = Annotated[
    str, Meta(pattern=r"^[0-9]{1,13}(\.[0-9]{1,10})?$(?!\n)", description="An exact decimal.", examples=["12.50"])
]
Quantity = Annotated[int, Meta(gt=0, le=10**9)] | Annotated[float, Meta(gt=0, le=10**9)]
Metadata = dict[str, Any]


class Place(wire.Place, forbid_unknown_fields=True, kw_only=True):
    """A state or a country. For a country, the ISO 3166-1 alpha-2 code is enough."""


class PickupPoint(wire.PickupPoint, forbid_unknown_fields=True, kw_only=True):
    """A pickup point where the recipient collects the parcel."""


class Buyer(wire.Buyer, forbid_unknown_fields=True, kw_only=True):
    """The buyer. Give the full name or its parts."""


class Company(wire.Company, forbid_unknown_fields=True, kw_only=True):
    """The buying company."""


class Address(wire.Address, forbid_unknown_fields=True, kw_only=True):
    """A person at a postal address."""

    state: Place | None = None
    country: Place | None = None
    pickup_point: PickupPoint | None = None


class Shipping(wire.Shipping, forbid_unknown_fields=True, kw_only=True):
    """The shipping method."""


class ProductModel(wire_lines.ProductModel, forbid_unknown_fields=True, kw_only=True):
    """The product model that the pieces are made from."""


class Nfc(wire_lines.Nfc, forbid_unknown_fields=True, kw_only=True):
    """The content to write to the NFC chips."""


class Component(wire_lines.Component, forbid_unknown_fields=True, kw_only=True):
    """One product of a grouped line."""

    unit_price: Price | None = None


class NewLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new order line. At least one of `product`, `name`, `sku` and `model` is required.

    `unit_price` is the price of one piece in major units. If it is missing, the total of the order is unknown until the
    line is amended.
    """

    quantity: Quantity
    unit_price: Price | None = None
    product: Text | None = None
    variant: Text | None = None
    name: Text | None = None
    sku: Text | None = None
    image: Text | None = None
    file: str | None = None
    bounds: Text | None = None
    model: ProductModel | None = None
    nfc: Nfc | None = None
    components: list[Component] | None = None
    metadata: Metadata = {}


class NewOrder(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new order, or a draft. Amounts are in minor units of `currency` (default: the currency of the account).

    `account` is required only if the credential is not bound to an account. With `track_pieces`, every piece gets an id
    and moves through production on its own.
    """

    lines: Annotated[list[NewLine], Meta(min_length=1, max_length=MAX_LINES)]
    account: str | None = None
    draft: bool = False
    reference: Text | None = None
    project: Text | None = None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)", examples=["EUR"])] | None = None
    buyer: Buyer | None = None
    company: Company | None = None
    guest: bool | None = None
    ship_to: Address | None = None
    bill_to: Address | None = None
    shipping: Shipping | None = None
    shipping_amount: Amount | None = None
    tax_amount: Amount | None = None
    payment_link: Text | None = None
    track_pieces: bool = False
    metadata: Metadata = {}


class AmendedLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An amended line. With an `id`, omitted fields of that line stay unchanged; without one, this is a new line."""

    id: str | UnsetType = UNSET
    quantity: Quantity | UnsetType = UNSET
    unit_price: Price | None | UnsetType = UNSET
    product: Text | None | UnsetType = UNSET
    variant: Text | None | UnsetType = UNSET
    name: Text | None | UnsetType = UNSET
    sku: Text | None | UnsetType = UNSET
    image: Text | None | UnsetType = UNSET
    file: str | None | UnsetType = UNSET
    bounds: Text | None | UnsetType = UNSET
    model: ProductModel | None | UnsetType = UNSET
    nfc: Nfc | None | UnsetType = UNSET
    components: list[Component] | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Amendment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Changes to an order. Omitted fields stay unchanged; a null value in `metadata` removes that key.

    `lines`, if given, is the complete new list: an existing line that is not in it is removed.
    """

    reference: Text | None | UnsetType = UNSET
    project: Text | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET
    buyer: Buyer | None | UnsetType = UNSET
    ship_to: Address | None | UnsetType = UNSET
    bill_to: Address | None | UnsetType = UNSET
    shipping: Shipping | None | UnsetType = UNSET
    shipping_amount: Amount | None | UnsetType = UNSET
    tax_amount: Amount | None | UnsetType = UNSET
    lines: Annotated[list[AmendedLine], Meta(min_length=1, max_length=MAX_LINES)] | UnsetType = UNSET


class Portion(msgspec.Struct, forbid_unknown_fields=True):
    """A quantity of one line. `line` is any id of the line."""

    line: str
    quantity: Quantity


class Shipment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A shipment of portions of lines (`items`) or of pieces (`units`); of all unshipped if both are empty."""

    items: list[Portion] = []
    units: list[str] = []
    carrier: Text | None = None
    tracking_number: Text | None = None
    tracking_url: Text | None = None
    tracker_id: Text | None = None
    shipped_at: wire_lines.Timestamp | None = None


class Portions(msgspec.Struct, forbid_unknown_fields=True):
    """Portions of lines, or everything if `items` is empty; and the reason."""

    items: list[Portion] = []
    reason: Text | None = None


class Scan(msgspec.Struct, forbid_unknown_fields=True):
    """The production step that a piece has reached. Default: the step after its current one."""

    step: Step | None = None


class EmptyBody(msgspec.Struct, forbid_unknown_fields=True):
    """An empty request body."""


class Move(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One action on one order. `body` is the request body of that action, `version` the expected one."""

    order: str
    verb: str
    body: dict[str, Any] = {}
    version: int | None = None


class BulkOrders(msgspec.Struct, forbid_unknown_fields=True):
    """Orders to place, each independently of the others."""

    orders: Annotated[list[NewOrder], Meta(min_length=1, max_length=MAX_ROWS)]


class BulkMoves(msgspec.Struct, forbid_unknown_fields=True):
    """Actions to run in this order, each independently of the others."""

    moves: Annotated[list[Move], Meta(min_length=1, max_length=MAX_ROWS)]


RawRows = Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=MAX_ROWS)]
"""Rows that are validated one by one, so that an invalid row does not affect the others."""


class RawBulkOrders(msgspec.Struct, forbid_unknown_fields=True):
    """Orders to place, not yet validated."""

    orders: RawRows


class RawBulkMoves(msgspec.Struct, forbid_unknown_fields=True):
    """Actions to run, not yet validated."""

    moves: RawRows
