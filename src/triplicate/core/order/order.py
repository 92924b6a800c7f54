"""The canonical order, from which every dialect's document is rendered. Immutable: a change is a new value.

Prices are decimals in major units of `currency`; sums (`Totals`) are integer minor units. Timestamps are canonical text
(`core.times`). `patches` and `sealed_secrets` hold, per dialect, what its document contains beyond this
(`core.documents.patch`); `sealed_secrets` also the keys of chips (`core.documents.codec.LINE_KEYS`).
"""

from typing import Any

import msgspec

from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.order.history import Approval, Comment, HistoryEntry, Hold
from triplicate.core.order.line import Line
from triplicate.core.order.party import Company, Party, Person
from triplicate.core.order.payments import PaymentRecord, RefundRecord
from triplicate.core.order.piece import Piece
from triplicate.core.order.shipments import Shipment
from triplicate.core.order.sync import DocumentVersion


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


class Order(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An order of any dialect. `vendor_statuses` are vendor status values that no axis of `core.lifecycle` represents.

    `price_list` is the id of the price list at which it was placed. `unknown_members` are, per dialect and encrypted,
    the members of the placing request that its type does not declare; `request_digest` is the digest of that request.

    `pristine_version` is the version whose document `patches` holds verbatim instead of a patch (0: none); before the
    order changes, `core.documents.codec.settle` makes a patch of it. `changed_locally_at` is when the order was last
    placed or changed in this installation, `overridden_at` when its state was last overridden: older documents do not
    change that state. `documents` and `reported_minimums` belong to merging (`core.documents.merge`).
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
    vendor_statuses: dict[str, str | int] = {}
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
    metadata: dict[str, Any] = {}
    history: tuple[HistoryEntry, ...] = ()
    created_at: str | None = None
    placed_at: str | None = None
    updated_at: str | None = None
    changed_locally_at: str | None = None
    overridden_at: str | None = None
    documents: dict[str, DocumentVersion] = {}
    reported_minimums: dict[str, str] = {}
    pristine_version: int = 0
    patches: dict[str, msgspec.Raw] = {}
    sealed_secrets: dict[str, str] = {}
    unknown_members: dict[str, str] = {}
    request_digest: str | None = None


_ENCODER = msgspec.json.Encoder(decimal_format="string")
_DECODER = msgspec.json.Decoder(Order)


def encode(order: Order) -> bytes:
    """The order as stored: JSON without default values."""
    return _ENCODER.encode(order)


def decode(document: bytes) -> Order:
    """The order from its stored JSON."""
    return _DECODER.decode(document)
