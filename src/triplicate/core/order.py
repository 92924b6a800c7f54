"""The canonical order: one value that every dialect is a copy of. Frozen; a change is a new value.

Prices are decimals in major units of `currency`; sums (`Totals`) are integer minor units. Moments are canonical text
(`core.times`). `residue` and `sealed` hold, per dialect, what its document said beyond this (`core.residue`).
"""

from decimal import Decimal
from typing import Any

import msgspec

from triplicate.core.lifecycle import Ending, LineStage, Payment, Step
from triplicate.core.party import Company, Party, Person

ZERO = Decimal(0)


class Model(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a piece is made from: an id in the vendor's own form, size and weight (vendor's units), abilities."""

    id: str | None = None
    width: Decimal = ZERO
    height: Decimal = ZERO
    length: Decimal = ZERO
    weight: Decimal = ZERO
    can_be_encoded: bool = False


class Nfc(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The chip's content. Keys are never here: they lie sealed beside the order."""

    type: str | None = None
    content: str | None = None
    base_url: str | None = None
    record_id: int | None = None


class Component(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One product inside a grouped line; its price is part of the line's."""

    id: str | None = None
    product: str | None = None
    name: str | None = None
    sku: str | None = None
    image: str | None = None
    quantity: Decimal = ZERO
    price: Decimal | None = None


class Line(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One ordered line. Its picture is a foreign URL (`image`) or the id of a stored file (`file`)."""

    guid: str
    oid: str
    number: int
    product: str | None = None
    variant: str | None = None
    name: str | None = None
    sku: str | None = None
    image: str | None = None
    file: str | None = None
    quantity: Decimal = ZERO
    price: Decimal | None = None
    fulfilled: Decimal = ZERO
    returned: bool = False
    stage: LineStage | None = None
    bounds: str | None = None
    model: Model | None = None
    nfc: Nfc | None = None
    components: tuple[Component, ...] | None = None


class Unit(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One physical piece, where pieces are tracked."""

    guid: str
    model: Model | None = None
    step: Step | None = None
    word: str | None = None
    metadata: dict[str, Any] = {}
    created_at: str | None = None


class ShipmentItem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """So many pieces of a line in a parcel. `line` is the line's GUID, or None when the `label` matched no line."""

    label: str
    quantity: Decimal
    line: str | None = None


class Shipment(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One parcel. `seen` names the newest vendor document that described it."""

    guid: str
    tracking_number: str | None = None
    tracker_id: str | None = None
    url: str | None = None
    carrier: str | None = None
    method: int | None = None
    shipped_at: str | None = None
    items: tuple[ShipmentItem, ...] = ()
    seen: str = ""


class ShippingChoice(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """How the order travels: the vendor's method id in its own form, its name and its label."""

    id: str | None = None
    name: str | None = None
    label: str | None = None


class Totals(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Sums in minor units of the order's currency; None where nobody said and nothing follows."""

    subtotal: int | None = None
    shipping: int | None = None
    tax: int | None = None
    total: int | None = None


class Moment(msgspec.Struct, frozen=True, omit_defaults=True, order=True):
    """One entry of the history: when the order came to be what the word says.

    `observed` marks what no document stated as history, but follows from a document's status and its date.
    """

    at: str
    word: str
    observed: bool = False


class Hold(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """That the order is held, why, and since when."""

    reason: str | None = None
    since: str | None = None


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest vendor document absorbed in one dialect: its place among all documents, and what it was."""

    key: str
    digest: str


class Order(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An order, whichever dialect it came by. `words` are native status words that no axis of ours knows.

    `whole` is the version in which the order was one document and nothing else, and then `residue` holds that document
    itself; before the order changes, `core.copies.settled` makes a patch of it.
    """

    guid: str
    oid: str
    number: int
    account: str
    origin: str
    version: int = 1
    owner: str | None = None
    reference: str | None = None
    project: str | None = None
    step: Step | None = None
    payment: Payment | None = None
    hold: Hold | None = None
    ending: Ending | None = None
    words: dict[str, str | int] = {}
    buyer: Person | None = None
    company: Company | None = None
    guest: bool | None = None
    approved: bool | None = None
    ship_to: Party | None = None
    bill_to: Party | None = None
    shipping: ShippingChoice | None = None
    currency: str | None = None
    lines: tuple[Line, ...] = ()
    units: tuple[Unit, ...] | None = None
    shipments: tuple[Shipment, ...] = ()
    payment_link: str | None = None
    totals: Totals = Totals()
    metadata: dict[str, Any] = {}
    history: tuple[Moment, ...] = ()
    created_at: str | None = None
    placed_at: str | None = None
    updated_at: str | None = None
    sources: dict[str, Source] = {}
    floors: dict[str, str] = {}
    whole: int = 0
    residue: dict[str, msgspec.Raw] = {}
    sealed: dict[str, str] = {}


_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODER = msgspec.json.Decoder(Order)


def encode(order: Order) -> bytes:
    """The order as stored: JSON, defaults left out."""
    return _ENCODER.encode(order)


def decode(document: bytes) -> Order:
    """The order from its stored form."""
    return _DECODER.decode(document)
