"""The canonical order, from which every dialect's document is rendered. Immutable: a change is a new value.

Prices are decimals in major units of `currency`; sums (`Totals`) are integer minor units. Timestamps are canonical text
(`core.times`). What documents of an order contain beyond this is in its synchronisation state (`core.sync`).
"""

from typing import Any

import msgspec

from triplicate.core.aggregate import Aggregate
from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.order.history import Approval, Comment, HistoryEntry, Hold
from triplicate.core.order.line import Line
from triplicate.core.order.party import Company, Party, Person
from triplicate.core.order.payments import PaymentRecord, RefundRecord
from triplicate.core.order.piece import Piece
from triplicate.core.order.shipments import Shipment


class ShippingChoice(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The shipping method: the vendor's id, its name and its label."""

    id: str | None = None
    name: str | None = None
    label: str | None = None


class Totals(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Stated sums in minor units of the order's currency; None where not stated (`core.order.totals` derives them)."""

    subtotal: int | None = None
    shipping: int | None = None
    tax: int | None = None
    total: int | None = None


class Order(Aggregate, frozen=True, omit_defaults=True, kw_only=True):
    """An order of any dialect. `price_list` is the id of the price list at which it was placed."""

    number: int
    owner: str | None = None
    reference: str | None = None
    project: str | None = None
    step: Step | None = None
    payment: Payment | None = None
    hold: Hold | None = None
    ending: Ending | None = None
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
    pieces: tuple[Piece, ...] | None = None
    shipments: tuple[Shipment, ...] = ()
    payment_link: str | None = None
    payments: tuple[PaymentRecord, ...] = ()
    refunds: tuple[RefundRecord, ...] = ()
    comments: tuple[Comment, ...] = ()
    totals: Totals = Totals()
    price_list: str | None = None
    metadata: dict[str, Any] = msgspec.field(default_factory=dict)
    history: tuple[HistoryEntry, ...] = ()
    placed_at: str | None = None

    def shows_files(self) -> bool:
        """Whether a line has a picture of its own."""
        return any(line.file for line in self.lines)


_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODER = msgspec.json.Decoder(Order)


def encode(order: Order) -> bytes:
    """The order as stored: JSON without default values."""
    return _ENCODER.encode(order)


def decode(document: bytes) -> Order:
    """The order from its stored JSON."""
    return _DECODER.decode(document)
