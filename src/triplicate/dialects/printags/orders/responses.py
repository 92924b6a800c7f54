"""Responses about orders other than the order itself (docs.printags.com; contract sections 2 and 3)."""

import msgspec
from msgspec import UNSET

from triplicate.dialects.printags.document.wire import Number, Order, Text


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
