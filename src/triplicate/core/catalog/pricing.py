"""Pricing by a price list: what a piece costs, what a parcel weighs, and what sending it costs. In major units."""

from decimal import Decimal

import msgspec

from triplicate.core.catalog.nfc import Content
from triplicate.core.catalog.price_list import (
    EVERYWHERE,
    ZERO,
    CatalogModel,
    Destination,
    Envelope,
    Packaging,
    PriceList,
    Service,
)


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel: pieces, grams, cubic centimetres, and its envelope (None when none is large enough)."""

    pieces: int
    weight: Decimal
    volume: Decimal
    envelope: Envelope | None

    @property
    def sent_weight(self) -> Decimal:
        """The weight in grams with the envelope."""
        return self.weight + (ZERO if self.envelope is None else self.envelope.weight)


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A service offered for a parcel, and its price."""

    id: str
    service: Service
    price: Decimal


def charges(
    model: CatalogModel, content: str | None, sides: int, packaging: Packaging | None = None
) -> dict[str, Decimal]:
    """The components of a piece's price: encoding, model, printing, packaging, recordOptions.

    `content` None is an empty chip, or none; `sides` is the number of printed sides: 0, 1 or 2; the price of the
    `packaging` is added to the model's own.
    """
    content_kind = Content.EMPTY if content is None else content
    return {
        "encoding": next((price for listed, price in model.encoding.items() if listed == content_kind), ZERO),
        "model": model.price,
        "printing": (ZERO, model.printing.one_side, model.printing.both_sides)[sides],
        "packaging": model.packaging + (ZERO if packaging is None else packaging.price),
        "recordOptions": model.record_options if content_kind == Content.DYNAMIC else ZERO,
    }


def shipping_price(price_list: PriceList, service_id: str, country: str, postcode: str, pieces: int) -> Decimal | None:
    """The price of a service for this many pieces to an address; None for an unknown service or destination.

    The first matching destination applies: `*` matches every country, so it belongs last.
    """
    service = price_list.services.get(service_id)
    return None if service is None else _price(service, country, postcode, pieces)


def measure_parcel(price_list: PriceList, items: list[tuple[str, str | None, int]]) -> Parcel:
    """The parcel for items of (model, packaging or None, pieces); all names must exist in the price list.

    Weight and volume are those of models and packagings, without the envelope: the smallest one that holds both.
    """
    dimensions = [
        (thing, pieces)
        for model, packaging, pieces in items
        for thing in (price_list.models[model], *([] if packaging is None else [price_list.packagings[packaging]]))
    ]
    weight = sum((thing.weight * pieces for thing, pieces in dimensions), ZERO)
    volume = sum((thing.width * thing.height * thing.length * pieces for thing, pieces in dimensions), ZERO) / 1000
    fitting_envelopes = [one for one in price_list.envelopes if weight <= one.max_weight and volume <= one.max_volume]
    return Parcel(
        pieces=sum(pieces for _, _, pieces in items),
        weight=weight,
        volume=volume,
        envelope=min(fitting_envelopes, key=lambda one: (one.max_volume, one.max_weight), default=None),
    )


def rates(price_list: PriceList, parcel: Parcel, country: str, postcode: str) -> list[Rate]:
    """The services for a parcel to an address, cheapest first. Services with a price of 0 are not offered.

    Weight limits apply to the parcel with its envelope.
    """
    available_rates = []
    for id, service in price_list.services.items():
        price = _price(service, country, postcode, parcel.pieces)
        if price and (service.max_weight is None or parcel.sent_weight <= service.max_weight):
            available_rates.append(Rate(id=id, service=service, price=price))
    return sorted(available_rates, key=lambda rate: (rate.price, rate.id))


def _price(service: Service, country: str, postcode: str, pieces: int) -> Decimal | None:
    for destination in service.destinations:
        if _fits(destination, country, postcode):
            return destination.price * -(-pieces // destination.batch) if destination.batch else destination.price
    return None


def _fits(destination: Destination, country: str, postcode: str) -> bool:
    if EVERYWHERE not in destination.countries and country.upper() not in destination.countries:
        return False
    return not destination.postcodes or _normalise_postcode(postcode).startswith(
        tuple(map(_normalise_postcode, destination.postcodes))
    )


def _normalise_postcode(postcode: str) -> str:
    """A postcode for comparison: without spaces, in upper case."""
    return "".join(postcode.split()).upper()
