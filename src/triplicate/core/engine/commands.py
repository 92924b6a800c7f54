"""Commands: what can be asked of an order, one struct per verb. Lines and pieces are named by any of their ids.

Amounts are integer minor units of the order's currency, quantities exact decimals.
"""

from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from triplicate.core.lifecycle import Ending, Payment, Step
from triplicate.core.line import Line
from triplicate.core.order import ShippingChoice
from triplicate.core.party import Party, Person

Text = Annotated[str, Meta(max_length=1000)]
Amount = Annotated[int, Meta(ge=0, le=2**53 - 1)]
LongText = Annotated[str, Meta(min_length=1, max_length=10_000)]
Reason = Annotated[str, Meta(min_length=1, max_length=1000)]


class Portion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So much of a line."""

    line: str
    quantity: Decimal


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Places a draft."""


class Accept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Accepts the order for production; a draft is thereby placed."""


class Advance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Moves the order on to a step between `in_queue` and `ready_for_shipping`; with `units`, these pieces alone.

    The order itself is as far as the last of its pieces.
    """

    step: Step
    units: tuple[str, ...] = ()


class Ship(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sends a parcel: with these portions of lines or these pieces, or with all that is left where neither is named."""

    items: tuple[Portion, ...] = ()
    units: tuple[str, ...] = ()
    carrier: Text | None = None
    tracking_number: Text | None = None
    tracking_url: Text | None = None
    tracker_id: Text | None = None
    shipped_at: str | None = None


class Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Says how a parcel that has left can be followed; what is left out stays. The only parcel need not be named."""

    shipment: str | None = None
    carrier: Text | None = None
    tracking_number: Text | None = None
    tracking_url: Text | None = None
    tracker_id: Text | None = None


class Deliver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parcel arrived, or all of them where none is named."""

    shipment: str | None = None
    delivered_at: str | None = None


class Return(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Portions of lines came back, or all that was shipped where none are named."""

    items: tuple[Portion, ...] = ()
    reason: Text | None = None


class Hold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Stops the order where it is, until it is released."""

    reason: Text | None = None


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ends a hold."""


class Cancel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cancels the order, or only these portions of its lines."""

    items: tuple[Portion, ...] = ()
    reason: Text | None = None


class Expire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ends an order that nobody paid."""


class Fail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ends an order that cannot be made."""

    reason: Text | None = None


class RequestPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Asks for payment, by a link where there is one; `pending` when the payer has begun."""

    link: Text | None = None
    pending: bool = False


class Pay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Records money received: all that is outstanding where no amount is given."""

    amount: Amount | None = None
    method: Text | None = None
    reference: Text | None = None


class Refund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Records money given back: all that is left of what was paid where no amount is given."""

    amount: Amount | None = None
    reason: Text | None = None
    reference: Text | None = None


class Amend(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Changes what was agreed; what is unset stays. In `metadata`, a member that is null goes away.

    `lines` are all lines as they shall be: those that keep their GUID are the same line.
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
    """Adds a comment; `customer` when it is the customer's own."""

    text: LongText
    customer: bool = False


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sets the state against the rules, for a reason that stays on the record. What is unset stays.

    `shipments_removed` takes parcels away that were never sent, and what they had counted as fulfilled with them.
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
"""Commands that read alike in every dialect: all but amendments, whose parts each dialect words in its own way."""

Command = Move | Amend
