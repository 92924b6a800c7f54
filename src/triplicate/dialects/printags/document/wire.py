"""Printags' wire types: members, casing and types of "Get an order by ID" (docs.printags.com, page of 2026-04-02).

Amounts are numbers in euros, or the order's own currency. No page says which members are required, so all but
the id and the status are optional; an object without data is `{}`.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

NAME = "printags"

Number = int | float
Count = Annotated[int, Meta(ge=0)]
Text = str | None | UnsetType


class Size(msgspec.Struct, kw_only=True):
    """Dimensions and weight of a model; weight in grams (a card: 6)."""

    width: Number | None | UnsetType = UNSET
    height: Number | None | UnsetType = UNSET
    length: Number | None | UnsetType = UNSET
    weight: Number | None | UnsetType = UNSET


class Model(msgspec.Struct, kw_only=True):
    """A model by its slug, such as `ntag213_pvccard_white`."""

    id: Text = UNSET
    size: Size | None | UnsetType = UNSET
    canBeEncoded: bool | None | UnsetType = UNSET


class Customer(msgspec.Struct, kw_only=True):
    """The buyer."""

    id: Text = UNSET
    email: Text = UNSET
    firstname: Text = UNSET
    lastname: Text = UNSET
    company: Text = UNSET
    accountId: Text = UNSET
    createdAt: Text = UNSET


class Address(msgspec.Struct, kw_only=True):
    """A postal address; `countryCode` is ISO 3166-1 alpha-2."""

    addressLine1: Text = UNSET
    addressLine2: Text = UNSET
    city: Text = UNSET
    postcode: Text = UNSET
    countryCode: Text = UNSET


class ServicePoint(msgspec.Struct, kw_only=True):
    """A pick-up point, whose country may differ from the address's."""

    id: Text = UNSET
    country: Text = UNSET


class ShipTo(msgspec.Struct, kw_only=True):
    """The recipient."""

    id: Text = UNSET
    name: Text = UNSET
    phone: Text = UNSET
    email: Text = UNSET
    address: Address | None | UnsetType = UNSET
    servicePoint: ServicePoint | None | UnsetType = UNSET


class StatusEntry(msgspec.Struct, kw_only=True):
    """A status that the order reached, and when."""

    id: Text = UNSET
    status: Text = UNSET
    createdAt: Text = UNSET


class File(msgspec.Struct, kw_only=True):
    """A stored file; `size` in bytes."""

    id: str
    mimeType: str
    size: int
    createdAt: str


class Product(msgspec.Struct, kw_only=True):
    """One physical piece."""

    id: Text = UNSET
    model: Model | None | UnsetType = UNSET
    metadata: dict[str, Any] | None | UnsetType = UNSET
    files: list[Any] | None | UnsetType = UNSET
    status: Text = UNSET
    shippings: list[Any] | None | UnsetType = UNSET
    createdAt: Text = UNSET


class Records(msgspec.Struct, kw_only=True):
    """A dynamic chip's record. `publicKey` and `privateKey` are present for tokens with the scope `orders:secrets`."""

    recordId: int | str | None | UnsetType = UNSET
    publicKey: str | UnsetType = UNSET
    privateKey: str | UnsetType = UNSET


class Dynamic(msgspec.Struct, kw_only=True):
    """Content that can change after production: a record under a base URL."""

    baseUrl: Text = UNSET
    records: Records | list[Any] | None | UnsetType = UNSET


class Nfc(msgspec.Struct, kw_only=True):
    """The chip's content: `empty`, `uri`, `text` or `dynamic`."""

    type: Text = UNSET
    content: Text = UNSET
    dynamic: Dynamic | None | UnsetType = UNSET


class ProductGroup(msgspec.Struct, kw_only=True):
    """One ordered line."""

    id: Text = UNSET
    modelId: Text = UNSET
    name: Text = UNSET
    quantity: Count | None | UnsetType = UNSET
    nfc: Nfc | None | UnsetType = UNSET
    model: Model | None | UnsetType = UNSET


class Shipping(msgspec.Struct, kw_only=True):
    """One parcel; `products` maps model ids to counts."""

    id: Text = UNSET
    trackerId: Text = UNSET
    trackingNumber: Text = UNSET
    products: dict[str, Any] | None | UnsetType = UNSET


class Order(msgspec.Struct, kw_only=True):
    """`order` of the response."""

    id: str
    reference: Text = UNSET
    accountId: Text = UNSET
    status: str
    customer: Customer | None | UnsetType = UNSET
    shipTo: ShipTo | None | UnsetType = UNSET
    statusHistory: list[StatusEntry] | None | UnsetType = UNSET
    products: list[Product] | None | UnsetType = UNSET
    product_groups: list[ProductGroup] | None | UnsetType = UNSET
    metadata: dict[str, Any] | None | UnsetType = UNSET
    shippings: list[Shipping] | None | UnsetType = UNSET
    total: Number | None | UnsetType = UNSET


class RenderedOrder(Order, kw_only=True):
    """An order whose products are already rendered as JSON, for orders with many pieces."""

    products: msgspec.Raw  # type: ignore[assignment]


class GetOrderReply(msgspec.Struct):
    """The success response."""

    success: bool
    order: Order


class ErrorReply(msgspec.Struct):
    """The error response; `message` is one sentence that names the field or the id."""

    success: bool
    message: str
