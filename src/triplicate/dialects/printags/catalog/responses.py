"""Responses about what can be ordered: statuses, models, carriers, rates. Prices are in major units."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from triplicate.dialects.printags.document.wire import Number, Size


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
