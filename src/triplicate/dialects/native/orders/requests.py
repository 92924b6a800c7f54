"""Request bodies: an order as it is asked for, and how it may be amended. A member that is not here is refused."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from triplicate.core.engine.commands import Amount
from triplicate.core.engine.place import MOST_LINES
from triplicate.core.lifecycle import Step
from triplicate.dialects.native.document import wire, wire_lines

MOST_ROWS = 100
"""How many orders one bulk request may place or move."""
Text = Annotated[str, Meta(max_length=1000)]
Price = Annotated[
    str, Meta(pattern=r"^[0-9]{1,13}(\.[0-9]{1,10})?$(?!\n)", description="An exact decimal.", examples=["12.50"])
]
Quantity = Annotated[int, Meta(gt=0, le=10**9)] | Annotated[float, Meta(gt=0, le=10**9)]
Metadata = dict[str, Any]


class Place(wire.Place, forbid_unknown_fields=True, kw_only=True):
    """A state or a country; of a country, the ISO 3166-1 alpha-2 code is enough."""


class PickupPoint(wire.PickupPoint, forbid_unknown_fields=True, kw_only=True):
    """A service point where the recipient collects the parcel."""


class Buyer(wire.Buyer, forbid_unknown_fields=True, kw_only=True):
    """Who buys: the whole name, or its parts."""


class Company(wire.Company, forbid_unknown_fields=True, kw_only=True):
    """The buying organisation."""


class Address(wire.Address, forbid_unknown_fields=True, kw_only=True):
    """A person at a postal address."""

    state: Place | None = None
    country: Place | None = None
    pickup_point: PickupPoint | None = None


class Shipping(wire.Shipping, forbid_unknown_fields=True, kw_only=True):
    """How the order is to travel."""


class Model(wire_lines.Model, forbid_unknown_fields=True, kw_only=True):
    """What the pieces are made from."""


class Nfc(wire_lines.Nfc, forbid_unknown_fields=True, kw_only=True):
    """What the chips are to say."""


class Component(wire_lines.Component, forbid_unknown_fields=True, kw_only=True):
    """One product inside a grouped line."""

    unit_price: Price | None = None


class NewLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A line to be ordered. It says what by at least one of `product`, `name`, `sku` and `model`.

    `unit_price` is per piece, in major units; without one, the order has no total until somebody amends it.
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
    model: Model | None = None
    nfc: Nfc | None = None
    components: list[Component] | None = None
    metadata: Metadata = {}


class NewOrder(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An order to be placed, or kept as a draft. Amounts are minor units of `currency` (the account's by default).

    `account` is needed only where the credential is bound to none. With `track_pieces` every piece gets an id and moves
    through production by itself.
    """

    lines: Annotated[list[NewLine], Meta(min_length=1, max_length=MOST_LINES)]
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
    """A line as it shall be: the one with this `id`, of which what is left out stays; without an `id`, a new one."""

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
    model: Model | None | UnsetType = UNSET
    nfc: Nfc | None | UnsetType = UNSET
    components: list[Component] | None | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET


class Amendment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What shall be otherwise; what is left out stays. In `metadata`, a member that is null goes away.

    `lines` are all lines as they shall be: one that is there and is not named is taken out.
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
    lines: Annotated[list[AmendedLine], Meta(min_length=1, max_length=MOST_LINES)] | UnsetType = UNSET


class Portion(msgspec.Struct, forbid_unknown_fields=True):
    """So much of a line, which any of its ids names."""

    line: str
    quantity: Quantity


class Shipment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A parcel: with portions of lines, or with pieces; with all that is left where neither is named."""

    items: list[Portion] = []
    units: list[str] = []
    carrier: Text | None = None
    tracking_number: Text | None = None
    tracking_url: Text | None = None
    tracker_id: Text | None = None
    shipped_at: wire_lines.Moment | None = None


class Portions(msgspec.Struct, forbid_unknown_fields=True):
    """Portions of lines, or everything where none are named; and why."""

    items: list[Portion] = []
    reason: Text | None = None


class Scan(msgspec.Struct, forbid_unknown_fields=True):
    """The step of production that a piece has come to; the one after its present one where none is named."""

    step: Step | None = None


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing needs to be said."""


class Move(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One verb for one order: `body` is what the verb's own operation takes, `version` the one that is meant."""

    order: str
    verb: str
    body: dict[str, Any] = {}
    version: int | None = None


class BulkOrders(msgspec.Struct, forbid_unknown_fields=True):
    """Orders to be placed, each for itself."""

    orders: Annotated[list[NewOrder], Meta(min_length=1, max_length=MOST_ROWS)]


class BulkMoves(msgspec.Struct, forbid_unknown_fields=True):
    """Moves to be made, each for itself, in this order."""

    moves: Annotated[list[Move], Meta(min_length=1, max_length=MOST_ROWS)]


Rows = Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=MOST_ROWS)]
"""Rows that are looked at one by one, so that one that does not fit spoils none of the others."""


class RowsOfOrders(msgspec.Struct, forbid_unknown_fields=True):
    """Orders to be placed, as they came."""

    orders: Rows


class RowsOfMoves(msgspec.Struct, forbid_unknown_fields=True):
    """Moves to be made, as they came."""

    moves: Rows
