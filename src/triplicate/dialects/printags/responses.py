"""Response types other than the order: accounts, prices, statuses, models, carriers, rates.

Amounts are numbers in major units of the account's currency (docs.printags.com; contract sections 2 and 3).
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta

from triplicate.dialects.printags.document.wire import File, Number, Order, Size, Text


class SubscriptionPlan(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The account's subscription; `price` is per month. `{}` for an account without one."""

    id: str | None = None
    displayname: str | None = None
    price: Number | None = None
    shippingLetter: bool | None = None
    whiteLabel: bool | None = None


class Payments(msgspec.Struct, kw_only=True):
    """Billing options of the account."""

    groupWithSubscription: bool


class Options(msgspec.Struct, kw_only=True):
    """Preferences of the account."""

    lang: str
    payments: Payments


class Account(msgspec.Struct, kw_only=True):
    """An account. Orders are paid from the prepaid `balance`, which never falls below `minimal_balance`."""

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
    """The response with an account."""

    success: bool
    account: Account


class CreateOrderReply(msgspec.Struct):
    """The response to a new order: its id."""

    success: bool
    orderId: str


class PartialOrder(Order, kw_only=True):
    """An order of a search result; with `fields`, only these members and the id."""

    status: Text = UNSET  # type: ignore[assignment]


class FindOrdersReply(msgspec.Struct):
    """The response with the matching orders."""

    success: bool
    orders: list[PartialOrder]


class UnitCharges(msgspec.Struct, kw_only=True):
    """Charges by kind, for one piece or for a whole line."""

    encoding: Number
    model: Number
    printing: Number
    packaging: Number
    recordOptions: Number


class PricedProduct(msgspec.Struct, kw_only=True):
    """Prices of one line: `unit_price` is the sum of `unit_charges`, `price` is `unit_price` times `quantity`."""

    index: int
    quantity: int
    modelId: str
    unit_charges: UnitCharges
    charges: UnitCharges
    price: Number
    unit_price: Number


class PricedShipping(msgspec.Struct, kw_only=True):
    """Price of shipping; `transporter` is the carrier service."""

    transporter: str
    price: Number


class Prices(msgspec.Struct, kw_only=True):
    """Prices of the order; `total` is the sum of line prices and shipping."""

    products: list[PricedProduct]
    shipping: PricedShipping
    total: Number


class ValidateOrderReply(msgspec.Struct):
    """The response to a validation."""

    success: bool
    prices: Prices


class UploadedFiles(msgspec.Struct):
    """The stored file, keyed by the name of its multipart part."""

    file: File


class UploadFileReply(msgspec.Struct):
    """The response to an upload."""

    success: bool
    files: UploadedFiles


class Status(msgspec.Struct):
    """A status and its number; numbers do not follow the order of progress."""

    id: int
    name: str


class StatusesReply(msgspec.Struct):
    """The response with all statuses."""

    success: bool
    statuses: list[Status]


class ListedModel(msgspec.Struct, kw_only=True):
    """A model that can be ordered."""

    id: str
    size: Size
    prices: Annotated[list[Any], Meta(description="Always empty, as on the vendor's page.")]
    canBeEncoded: bool


class ModelsReply(msgspec.Struct):
    """The response with all models."""

    success: bool
    models: list[ListedModel]


class CarrierService(msgspec.Struct, kw_only=True):
    """A carrier service; `id` is what an order's `carrierServiceId` takes."""

    id: str
    name: str
    minDays: int | None
    maxDays: int | None
    servicePoint: Annotated[str, Meta(description="Delivery to a pick-up point: none, optional or required.")]


class Carrier(msgspec.Struct, kw_only=True):
    """A carrier and its services."""

    id: str
    name: str
    services: list[CarrierService]


class CarriersReply(msgspec.Struct):
    """The response with all carriers."""

    success: bool
    carriers: list[Carrier]


class Envelope(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The envelope for the parcel; `{}` if none is large enough."""

    id: str | None = None
    name: str | None = None
    size: Size | None = None
    maxWeight: Number | None = None
    maxVolume: Number | None = None


class Rate(msgspec.Struct, kw_only=True):
    """A carrier service that delivers there, and its price. `id` and `carrierServiceId` are the same."""

    id: str
    carrierServiceId: str
    name: str
    carrier: str
    price: Number
    currency: str
    minDays: int | None
    maxDays: int | None


class RatesReply(msgspec.Struct):
    """The response with the rates, cheapest first; `weight` in grams, `volume` in cubic centimetres."""

    success: bool
    weight: Number
    volume: Number
    envelope: Envelope
    rates: list[Rate]
