"""Commands on an order, one struct per action. Lines and pieces can be named by any of their ids.

Amounts are integer minor units of the order's currency, quantities exact decimals.
"""

from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.order.line import Line
from triplicate.core.order.order import ShippingChoice
from triplicate.core.order.party import Party, Person

Text = Annotated[str, Meta(max_length=1000)]
MINOR_UNITS = {"unit": "minor units of the order's currency"}
"""Marks amounts in the types of commands."""
Amount = Annotated[int, Meta(ge=0, le=2**53 - 1, extra=MINOR_UNITS)]
LongText = Annotated[str, Meta(min_length=1, max_length=10_000)]
Reason = Annotated[str, Meta(min_length=1, max_length=1000)]


class Portion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quantity of a line."""

    line: str
    quantity: Decimal


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Places a draft."""


class Accept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Accepts the order for production; a draft is placed first."""


class Advance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Advances the order to a step from `in_queue` to `ready_for_shipping`; with `pieces`, only these pieces.

    The order itself is at the earliest step of its pieces.
    """

    step: Step
    pieces: tuple[str, ...] = msgspec.field(name="units", default=())


class Ship(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ships a parcel: these quantities of lines (`items`) or these pieces; without either, all that remains."""

    items: tuple[Portion, ...] = ()
    pieces: tuple[str, ...] = msgspec.field(name="units", default=())
    carrier: Text | None = None
    tracking_number: Text | None = None
    tracking_url: Text | None = None
    tracker_id: Text | None = None
    shipped_at: str | None = None


class Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sets tracking data of a shipment; omitted fields stay. `shipment` may be omitted when there is only one."""

    shipment: str | None = None
    carrier: Text | None = None
    tracking_number: Text | None = None
    tracking_url: Text | None = None
    tracker_id: Text | None = None


class Deliver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Records the delivery of a shipment; without `shipment`, of all."""

    shipment: str | None = None
    delivered_at: str | None = None


class Return(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Records returned quantities of lines; without `items`, all that was shipped."""

    items: tuple[Portion, ...] = ()
    reason: Text | None = None


class Hold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Puts the order on hold until it is released."""

    reason: Text | None = None


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Releases the hold."""


class Cancel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cancels the order; with `items`, only these quantities of its lines."""

    items: tuple[Portion, ...] = ()
    reason: Text | None = None


class Expire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ends an unpaid order as expired."""


class Fail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ends the order as failed: it cannot be produced."""

    reason: Text | None = None


class RequestPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests payment, optionally with a payment link; `pending` when the payer has started to pay."""

    link: Text | None = None
    pending: bool = False


class Pay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Records a payment; without `amount`, of all that is outstanding."""

    amount: Amount | None = None
    method: Text | None = None
    reference: Text | None = None


class Refund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Records a refund; without `amount`, of all that was paid and not refunded yet."""

    amount: Amount | None = None
    reason: Text | None = None
    reference: Text | None = None


class Amend(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Changes the agreed content of the order; unset fields stay. In `metadata`, null removes a member.

    `lines` replaces all lines: those with the GUID of an existing line update it.
    """

    reference: str | None | UnsetType = UNSET
    project: str | None | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET
    buyer: Person | None | UnsetType = UNSET
    ship_to: Party | None | UnsetType = UNSET
    bill_to: Party | None | UnsetType = UNSET
    shipping: ShippingChoice | None | UnsetType = UNSET
    shipping_amount: Amount | None | UnsetType = UNSET
    tax_amount: Amount | None | UnsetType = UNSET
    lines: tuple[Line, ...] | UnsetType = UNSET


class Approve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Approves the order."""


class AddComment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Adds a comment; `customer` when the customer wrote it."""

    text: LongText
    customer: bool = False


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sets the state regardless of the rules, for a recorded reason. Unset fields stay.

    `shipments_removed` removes shipments that were never sent, with the fulfilled quantities they counted.
    """

    reason: Reason
    step: Step | UnsetType = UNSET
    payment: Payment | None | UnsetType = UNSET
    ending: Ending | None | UnsetType = UNSET
    shipments_removed: tuple[str, ...] = ()


Move = (
    Place | Accept | Advance | Ship | Track | Deliver | Return | Hold | Release | Cancel | Expire | Fail
    | RequestPayment | Pay | Refund | Approve | AddComment | Override
)  # fmt: skip
"""Commands with the same form in every dialect: all but amendments, whose fields differ."""

Command = Move | Amend
