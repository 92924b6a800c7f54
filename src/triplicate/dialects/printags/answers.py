"""What Printags' operations answer beside the order: accounts, prices, statuses, models, carriers, rates.

Amounts are numbers in major units of the account's currency (docs.printags.com; contract sections 2 and 3).
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta

from triplicate.dialects.printags.wire import File, Number, Order, Size, Text


class SubscriptionPlan(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What the account subscribes to; `price` a month. `{}` for an account that subscribes to nothing."""

    id: str | None = None
    displayname: str | None = None
    price: Number | None = None
    shippingLetter: bool | None = None
    whiteLabel: bool | None = None


class Payments(msgspec.Struct, kw_only=True):
    """How the account is billed."""

    groupWithSubscription: bool


class Options(msgspec.Struct, kw_only=True):
    """How the account wants to be served."""

    lang: str
    payments: Payments


class Account(msgspec.Struct, kw_only=True):
    """An account. `balance` was paid in beforehand; orders take from it, down to `minimal_balance`."""

    id: str
    displayname: str
    email: str
    phone: str
    balance: Number
    minimal_balance: Number
    minimal_credit: Number
    fiscal_number: str
    subscription_plan: SubscriptionPlan
    options: Options
    createdAt: str
    updatedAt: str


class AccountReply(msgspec.Struct):
    """The answer with an account."""

    success: bool
    account: Account


class CreatedReply(msgspec.Struct):
    """The answer to a new order: its id alone."""

    success: bool
    orderId: str


class FoundOrder(Order, kw_only=True):
    """An order that was found: with `fields`, it has only these members, and its id."""

    status: Text = UNSET  # type: ignore[assignment]


class FoundReply(msgspec.Struct):
    """The answer with the orders that were found."""

    success: bool
    orders: list[FoundOrder]


class UnitCharges(msgspec.Struct, kw_only=True):
    """What one piece costs, or all of a line, by part."""

    encoding: Number
    model: Number
    printing: Number
    packaging: Number
    recordOptions: Number


class PricedProduct(msgspec.Struct, kw_only=True):
    """A line at its place in the order: `unit_price` is the sum of `unit_charges`, `price` that of all its pieces."""

    index: int
    quantity: int
    modelId: str
    unit_charges: UnitCharges
    charges: UnitCharges
    price: Number
    unit_price: Number


class PricedShipping(msgspec.Struct, kw_only=True):
    """What sending costs: `transporter` is the carrier service."""

    transporter: str
    price: Number


class Prices(msgspec.Struct, kw_only=True):
    """What the order costs: the lines' prices and the shipping's are its total."""

    products: list[PricedProduct]
    shipping: PricedShipping
    total: Number


class ValidatedReply(msgspec.Struct):
    """The answer to a validation."""

    success: bool
    prices: Prices


class Uploaded(msgspec.Struct):
    """The file under the name of the part that it came in."""

    file: File


class UploadedReply(msgspec.Struct):
    """The answer to an upload."""

    success: bool
    files: Uploaded


class Status(msgspec.Struct):
    """A status by its number, which says nothing of its place in an order's life."""

    id: int
    name: str


class StatusesReply(msgspec.Struct):
    """The answer with all statuses."""

    success: bool
    statuses: list[Status]


class ListedModel(msgspec.Struct, kw_only=True):
    """A model that can be ordered."""

    id: str
    size: Size
    prices: Annotated[list[Any], Meta(description="Always empty, as the vendor's page shows it.")]
    canBeEncoded: bool


class ModelsReply(msgspec.Struct):
    """The answer with all models."""

    success: bool
    models: list[ListedModel]


class CarrierService(msgspec.Struct, kw_only=True):
    """A way of sending, by the id that an order's `carrierServiceId` names."""

    id: str
    name: str
    minDays: int | None
    maxDays: int | None
    servicePoint: Annotated[str, Meta(description="Whether it goes to a pick-up point: none, optional, required.")]


class Carrier(msgspec.Struct, kw_only=True):
    """Who carries parcels, and how."""

    id: str
    name: str
    services: list[CarrierService]


class CarriersReply(msgspec.Struct):
    """The answer with all carriers."""

    success: bool
    carriers: list[Carrier]


class Envelope(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What the parcel is sent in; `{}` when none is large enough."""

    id: str | None = None
    name: str | None = None
    size: Size | None = None
    maxWeight: Number | None = None
    maxVolume: Number | None = None


class Rate(msgspec.Struct, kw_only=True):
    """A carrier service that goes there, and its price. `id` and `carrierServiceId` are the same."""

    id: str
    carrierServiceId: str
    name: str
    carrier: str
    price: Number
    currency: str
    minDays: int | None
    maxDays: int | None


class RatesReply(msgspec.Struct):
    """The answer with the rates, cheapest first: for so many grams and cubic centimetres."""

    success: bool
    weight: Number
    volume: Number
    envelope: Envelope
    rates: list[Rate]
