"""The canonical order: one value that every dialect is a copy of. Frozen; a change is a new value.

Prices are decimals in major units of `currency`; sums (`Totals`) are integer minor units. Moments are canonical text
(`core.times`). `residue` and `sealed` hold, per dialect, what its document said beyond this (`core.residue`).
"""

from typing import Any

import msgspec

from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.line import Line, Unit
from triplicate.core.party import Company, Party, Person
from triplicate.core.records import Approval, Comment, Hold, Moment, PaymentRecord, RefundRecord, Shipment, Source


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


class Order(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An order, whichever dialect it came by. `words` are native status words that no axis of ours knows.

    `prices` names the price list that the order was placed at. `beyond` is, by dialect and sealed, what the request
    that placed it said that nobody understood; `asked` is the digest of that request.

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
    prices: str | None = None
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
    beyond: dict[str, str] = {}
    asked: str | None = None


_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODER = msgspec.json.Decoder(Order)


def encode(order: Order) -> bytes:
    """The order as stored: JSON, defaults left out."""
    return _ENCODER.encode(order)


def decode(document: bytes) -> Order:
    """The order from its stored form."""
    return _DECODER.decode(document)
