"""Axim Commerce's wire types: members, casing and types of the "Get Order" page (api.aximcommerce.com).

Amounts are numbers in major units of `currency.currency`. The page's sample and table disagree in places; where they
do, the sample wins. No page says which members are required, so all but the id and the lines are optional.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

NAME = "axim"

Number = int | float
Quantity = Annotated[int, Meta(ge=0)] | Annotated[float, Meta(ge=0)]
Text = str | None | UnsetType
Flag = bool | None | UnsetType
JsonList = list[Any] | None | UnsetType


class Region(msgspec.Struct, kw_only=True):
    """A state or a country."""

    name: Text = UNSET
    code: Text = UNSET


class Address(msgspec.Struct, kw_only=True):
    """A postal address. `shippingAddressId` or `billingAddressId` names the stored address it was copied from."""

    shippingAddressId: Text = UNSET
    billingAddressId: Text = UNSET
    companyName: Text = UNSET
    companyEmail: Text = UNSET
    firstName: Text = UNSET
    lastName: Text = UNSET
    address1: Text = UNSET
    address2: Text = UNSET
    phoneNumber: Text = UNSET
    city: Text = UNSET
    state: Region | None | UnsetType = UNSET
    country: Region | None | UnsetType = UNSET
    zipcode: Text = UNSET
    id: Text = UNSET


class CustomerDetails(msgspec.Struct, kw_only=True):
    """The buyer's details when the order was placed."""

    firstName: Text = UNSET
    lastName: Text = UNSET
    email: Text = UNSET
    phoneNumber: Text = UNSET


class CompanyDetails(msgspec.Struct, kw_only=True):
    """The company's details when the order was placed."""

    name: Text = UNSET
    email: Text = UNSET
    phoneNumber: Text = UNSET


class GroupedProduct(msgspec.Struct, kw_only=True):
    """A product inside a grouped line; its price is part of the line's."""

    productId: Text = UNSET
    name: Text = UNSET
    image: Text = UNSET
    sku: Text = UNSET
    quantity: Number | None | UnsetType = UNSET
    price: Number | None | UnsetType = UNSET
    extendedTotalPrice: Number | None | UnsetType = UNSET
    _id: Text = UNSET


class LineItem(msgspec.Struct, kw_only=True):
    """One line; `extendedTotalPrice` is price times quantity."""

    productId: Text = UNSET
    variantId: Text = UNSET
    name: Text = UNSET
    image: Text = UNSET
    sku: Text = UNSET
    bundledProducts: JsonList = UNSET
    groupedProducts: list[GroupedProduct] | None | UnsetType = UNSET
    quantity: Quantity
    options: Any = UNSET
    discounts: JsonList = UNSET
    price: Number | None | UnsetType = UNSET
    extendedTotalPrice: Number | None | UnsetType = UNSET
    fulfilledQuantity: Quantity | None | UnsetType = UNSET
    returned: Flag = UNSET
    id: Text = UNSET


class Currency(msgspec.Struct, kw_only=True):
    """ISO 4217 code and its symbol."""

    currency: Text = UNSET
    symbol: Text = UNSET


class MethodType(msgspec.Struct, kw_only=True):
    """Kind of a shipping method."""

    name: Text = UNSET
    value: Any = UNSET
    _id: Text = UNSET


class ShippingMethod(msgspec.Struct, kw_only=True):
    """The chosen shipping method."""

    name: Text = UNSET
    label: Text = UNSET
    shippingMethodId: Text = UNSET
    type: MethodType | None | UnsetType = UNSET
    _id: Text = UNSET


class ShipmentDetails(msgspec.Struct, kw_only=True):
    """The chosen shipping method, in an envelope of its own."""

    shippingMethod: ShippingMethod | None | UnsetType = UNSET
    _id: Text = UNSET


class FulfilledLine(msgspec.Struct, kw_only=True):
    """A quantity of one line in a parcel; in requests the vendor documents the quantity as a string."""

    lineItemId: Text = UNSET
    quantity: Number | str | None | UnsetType = UNSET


class FulfilledItem(msgspec.Struct, kw_only=True):
    """One parcel, as the Update Order page describes it."""

    items: list[FulfilledLine] | None | UnsetType = UNSET
    carrier: Text = UNSET
    trackingNumber: Text = UNSET
    fulfilledAt: Text = UNSET


class Event(msgspec.Struct, kw_only=True):
    """Subject and description of a timeline entry."""

    subject: Text = UNSET
    description: Text = UNSET


class TimelineEntry(msgspec.Struct, kw_only=True):
    """One entry of the order's timeline."""

    comment: Text = UNSET
    type: Text = UNSET
    event: Event | None | UnsetType = UNSET
    isCustomer: Flag = UNSET
    customer: Text = UNSET
    user: Text = UNSET
    id: Text = UNSET
    createdAt: Text = UNSET
    updatedAt: Text = UNSET


class Actor(msgspec.Struct, kw_only=True):
    """Who approved (`user`) or created (`id`) the order."""

    id: Text = UNSET
    name: Text = UNSET
    user: Text = UNSET
    type: Text = UNSET


class MetaField(msgspec.Struct, kw_only=True):
    """One metadata entry."""

    code: Text = UNSET
    value: Any = UNSET


class PaymentTerms(msgspec.Struct, kw_only=True):
    """Payment terms; `{}` if there are none."""

    paymentTerm: Any = UNSET
    depositRequired: Any = UNSET
    depositPercentage: Any = UNSET


class Order(msgspec.Struct, kw_only=True):
    """`data` of Get Order."""

    entityId: str | int | None | UnsetType = UNSET
    checkout: Text = UNSET
    company: Text = UNSET
    customer: Text = UNSET
    customerDetails: CustomerDetails | None | UnsetType = UNSET
    companyDetails: CompanyDetails | None | UnsetType = UNSET
    paymentTerms: PaymentTerms | None | UnsetType = UNSET
    guestOrder: Flag = UNSET
    orderedAt: Text = UNSET
    shippingAddress: Address | None | UnsetType = UNSET
    billingAddress: Address | None | UnsetType = UNSET
    lineItems: list[LineItem]
    currency: Currency | None | UnsetType = UNSET
    shipmentDetails: ShipmentDetails | None | UnsetType = UNSET
    paymentDetails: Any = UNSET
    paymentStatus: Text = UNSET
    orderStatus: Text = UNSET
    shippingMethod: Text = UNSET
    shippingZone: Text = UNSET
    paymentMethod: Text = UNSET
    shippingCost: Number | None | UnsetType = UNSET
    taxAmount: Number | None | UnsetType = UNSET
    total: Number | None | UnsetType = UNSET
    subTotal: Number | None | UnsetType = UNSET
    approved: Flag = UNSET
    approvalBy: Actor | None | UnsetType = UNSET
    createdBy: Actor | None | UnsetType = UNSET
    timeline: list[TimelineEntry] | None | UnsetType = UNSET
    metaFields: list[MetaField] | None | UnsetType = UNSET
    fulfilledItems: list[FulfilledItem] | None | UnsetType = UNSET
    payments: JsonList = UNSET
    refunds: JsonList = UNSET
    createdAt: Text = UNSET
    updatedAt: Text = UNSET
    isCompanyDeleted: Flag = UNSET
    id: str


class GetOrderReply(msgspec.Struct):
    """The success response."""

    success: bool
    data: Order


class ErrorReply(msgspec.Struct):
    """The error response."""

    success: bool
    message: str


class GetOrderParameters(msgspec.Struct):
    """Path of Get Order: the order's 24-hex id, or its running number (`entityId`)."""

    orderId: str
