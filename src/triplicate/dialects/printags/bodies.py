"""What Printags' operations take, as "Create a new order" and "Calculate shipping rates" have it (docs.printags.com).

Members that no page calls required may be left out, or be null.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

MOST_PIECES = 10_000
"""How many pieces an order can have."""

Text = Annotated[str, Meta(max_length=255)]
Word = Annotated[str, Meta(min_length=1, max_length=255)]
LongText = Annotated[str, Meta(max_length=2000)]
Quantity = Annotated[int, Meta(ge=1, le=MOST_PIECES)]
Country = Annotated[str, Meta(description="ISO 3166-1 alpha-2.", examples=["FR"])]
Written = Annotated[
    Text, Meta(description="ASCII and Latin-1 letters, digits, spaces, and any of - . _ ' and comma.", examples=["Zoé"])
]


Reference = Annotated[Text | None, Meta(description="The caller's own name for the order, by which it can be found.")]
CarrierService = Annotated[
    Text | None, Meta(description="As `/shipping/rates` names it; without one, the price list's default.")
]
Metadata = Annotated[dict[str, Any] | None, Meta(description="Whatever the caller wants to find there again.")]


class ServicePoint(msgspec.Struct, kw_only=True):
    """A pick-up point, whose country may differ from the address's."""

    id: Text | None = None
    country: Country | None = None


class Address(msgspec.Struct, kw_only=True):
    """Where the parcel goes."""

    addressLine1: Written
    addressLine2: Written | None = None
    city: Written
    postcode: Annotated[str, Meta(min_length=1, max_length=32)]
    countryCode: Country


class ShipTo(msgspec.Struct, kw_only=True):
    """The recipient."""

    id: Text | None = None
    name: Written
    phone: Text | None = None
    email: Text | None = None
    address: Address
    servicePoint: ServicePoint | None = None


class Dynamic(msgspec.Struct, kw_only=True):
    """Content that leads to a record of its own for each piece; records and keys are made here."""

    baseUrl: LongText | None = None


class Nfc(msgspec.Struct, kw_only=True):
    """What the chip is to say: `empty`, `uri` and `text` (by `content`), or `dynamic`."""

    type: Text = "empty"
    content: LongText | None = None
    dynamic: Dynamic | None = None


class Line(msgspec.Struct, kw_only=True):
    """So many pieces of a model. `printingVisuals` are ids of uploaded files: front, back."""

    modelId: Word
    quantity: Quantity = 1
    name: Text | None = None
    nfc: Nfc | None = None
    printingVisuals: Annotated[list[str], Meta(max_length=2)] | None = None
    metadata: dict[str, Any] | None = None


class NewOrder(msgspec.Struct, kw_only=True):
    """An order as it is asked for. A draft is neither charged nor made until it is validated."""

    shipTo: ShipTo
    isDraft: bool | None = None
    reference: Reference = None
    carrierServiceId: CarrierService = None
    products: list[Line] | None = None
    groups: list[Line] | None = None
    metadata: Metadata = None


class RatedItem(msgspec.Struct, kw_only=True):
    """So many pieces of a model, each in a packaging."""

    modelId: Word
    packagingId: Text | None = None
    quantity: Quantity = 1


class RateRequest(msgspec.Struct, kw_only=True):
    """What is to be sent, and where."""

    to_country: Country
    to_postal_code: Annotated[str, Meta(min_length=1, max_length=32)]
    items: Annotated[list[RatedItem], Meta(min_length=1, max_length=2000)]
