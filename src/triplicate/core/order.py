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
    """One ordered line. Its picture is a foreign URL (`image`) or the id of a stored file (`file`).

    `quantity` is what was ordered. `fulfilled` left the house, `returned_quantity` of that came back, and
    `cancelled_quantity` will never leave. `returned` is a vendor's own mark, or ours when all that left came back.
    """

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
    returned_quantity: Decimal = ZERO
    cancelled_quantity: Decimal = ZERO
    metadata: dict[str, Any] = {}
    stage: LineStage | None = None
    bounds: str | None = None
    model: Model | None = None
    nfc: Nfc | None = None
    components: tuple[Component, ...] | None = None


class Unit(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One physical piece, where pieces are tracked. `line` is the GUID of the line it is of, where that is known."""

    guid: str
    line: str | None = None
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


class Order(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An order, whichever dialect it came by. `words` are native status words that no axis of ours knows.

    `whole` is the version in which the order was one document and nothing else, and then `residue` holds that document
    itself; before the order changes, `core.copies.settled` makes a patch of it. `worked_at` is when the order was last
    placed or changed here, `overridden` when somebody last set its state against the rules: older documents tell it
    nothing.
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
    approval: Approval | None = None
    ship_to: Party | None = None
    bill_to: Party | None = None
    shipping: ShippingChoice | None = None
    currency: str | None = None
    lines: tuple[Line, ...] = ()
    units: tuple[Unit, ...] | None = None
    shipments: tuple[Shipment, ...] = ()
    payment_link: str | None = None
    payments: tuple[PaymentRecord, ...] = ()
    refunds: tuple[RefundRecord, ...] = ()
    comments: tuple[Comment, ...] = ()
    totals: Totals = Totals()
    metadata: dict[str, Any] = {}
    history: tuple[Moment, ...] = ()
    created_at: str | None = None
    placed_at: str | None = None
    updated_at: str | None = None
    worked_at: str | None = None
    overridden: str | None = None
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
