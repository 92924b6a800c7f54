"""Marketiger's wire types: members, casing and types of docs.marketiger3d.com/docs/api/order/get-order.

Amounts are integers in minor units of the order's currency. The page marks only tracking data as nullable; imported
documents may omit, or set to null, whatever is optional here.
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

NAME = "marketiger"

Number = int | float
Quantity = Annotated[int, Meta(ge=0)]


class TrackAndTrace(msgspec.Struct, kw_only=True):
    """Tracking of the newest parcel; number and URL are null until the carrier provides them."""

    trackingNumber: str | None | UnsetType = UNSET
    shippingMethodId: int | None | UnsetType = UNSET
    trackingUrl: str | None | UnsetType = UNSET


class OrderModel(msgspec.Struct, kw_only=True):
    """One line: a model, `quantity` times, at `price` (minor units) each. `imageUrl` is valid for five minutes."""

    poId: int | None | UnsetType = UNSET
    modelId: str
    modelName: str | None | UnsetType = UNSET
    imageUrl: str | None | UnsetType = UNSET
    price: Number
    status: int | None | UnsetType = UNSET
    bounds: str | None | UnsetType = UNSET
    quantity: Quantity


class Order(msgspec.Struct, kw_only=True):
    """`data.order` of GetOrder. `status` is one of the order status codes; dates are whole seconds in UTC."""

    id: str
    status: int
    createdDate: str | None | UnsetType = UNSET
    updated: str | None | UnsetType = UNSET
    trackAndTrace: TrackAndTrace | None | UnsetType = UNSET
    shippingMethodId: int | None | UnsetType = UNSET
    projectName: str | None | UnsetType = UNSET
    paymentLink: str | None | UnsetType = UNSET
    shippingRate: Number | None | UnsetType = UNSET
    orderModels: list[OrderModel]


class OrderData(msgspec.Struct):
    """`data` of GetOrder."""

    order: Order


class GetOrderReply(msgspec.Struct):
    """The success response."""

    success: bool
    data: OrderData


class Error(msgspec.Struct):
    """An error: one of the documented types, and a message."""

    type: str
    message: str


class ErrorReply(msgspec.Struct):
    """The error envelope; it has no `data` member."""

    success: bool
    error: Error


class GetOrderParameters(msgspec.Struct):
    """Query of GetOrder."""

    orderId: str | UnsetType = UNSET
