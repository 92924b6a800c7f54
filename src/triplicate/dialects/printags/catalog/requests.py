"""Request types of "Calculate shipping rates" (docs.printags.com)."""

from typing import Annotated

import msgspec
from msgspec import Meta

from triplicate.dialects.printags.orders.requests import CountryCode, NonEmptyText, Quantity, Text


class RateItem(msgspec.Struct, kw_only=True):
    """A quantity of one model, each piece in a packaging."""

    modelId: NonEmptyText
    packagingId: Text | None = None
    quantity: Quantity = 1


class RateRequest(msgspec.Struct, kw_only=True):
    """The items to send, and the destination."""

    to_country: CountryCode
    to_postal_code: Annotated[str, Meta(min_length=1, max_length=32)]
    items: Annotated[list[RateItem], Meta(min_length=1, max_length=2000)]
