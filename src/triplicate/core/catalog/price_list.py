"""Price lists: models, packagings, carriers and services with their prices. Amounts are decimals in major units.

Dimensions are millimetres, weights grams. A piece costs the sum of its charges; a service costs its price for the
destination once per started batch of pieces.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from triplicate.core.catalog.nfc import Chip, Content

Amount = Annotated[Decimal, Meta(description="Major units, to the cent.")]
Slug = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z", examples=["lpf_standard"])]
ZERO = Decimal(0)
EVERYWHERE = "*"


class Dimensions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Dimensions in millimetres and weight in grams."""

    width: Decimal = ZERO
    height: Decimal = ZERO
    length: Decimal = ZERO
    weight: Decimal = ZERO


class Printing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Prices of printing a piece on one side, and on both."""

    one_side: Amount = ZERO
    both_sides: Amount = ZERO


class CatalogModel(Dimensions, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A model that can be ordered, with its prices per piece: `price` is the base price, the others are added to it.

    `encoding` is by kind of chip content; `record_options` is charged for the record of dynamic content.
    """

    name: str = ""
    chip: Chip | None = None
    price: Amount
    encoding: dict[Content, Amount] = {}
    printing: Printing = Printing()
    packaging: Amount = ZERO
    record_options: Amount = ZERO


class Packaging(Dimensions, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A packaging for one piece."""

    name: str = ""
    price: Amount = ZERO


class Envelope(Dimensions, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A shipping envelope: its own dimensions and weight, and its capacity (grams, cubic centimetres)."""

    id: Slug
    name: str = ""
    max_weight: Decimal
    max_volume: Decimal


class Destination(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A destination of a service and its price: `countries` are ISO 3166-1 codes, `*` matches all; `postcodes` are
    prefixes, none match all. The first matching destination applies.

    The `price` is per started `batch` of pieces; with a batch of 0, per order.
    """

    countries: tuple[str, ...]
    postcodes: tuple[str, ...] = ()
    price: Amount
    batch: Annotated[int, Meta(ge=0)] = 0


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A shipping service. `service_point` says whether collection at a service point is possible or required."""

    carrier: Slug
    name: str
    destinations: tuple[Destination, ...]
    min_days: Annotated[int, Meta(ge=0)] | None = None
    max_days: Annotated[int, Meta(ge=0)] | None = None
    max_weight: Decimal | None = None
    service_point: Literal["none", "optional", "required"] = "none"


class Carrier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A carrier."""

    name: str


class PriceList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A price list. `default_service` applies to orders that name no service."""

    currency: str
    default_service: Slug | None = None
    models: dict[Slug, CatalogModel]
    packagings: dict[Slug, Packaging] = {}
    envelopes: tuple[Envelope, ...] = ()
    carriers: dict[Slug, Carrier] = {}
    services: dict[Slug, Service] = {}


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


def decode(document: bytes) -> PriceList:
    """The price list from its stored JSON."""
    return _DECODER.decode(document)


def encode(price_list: PriceList) -> bytes:
    """The price list as canonical JSON: equal lists give equal bytes. Defaults are written out, so that a stored list
    keeps its meaning when defaults change."""
    return msgspec.json.encode(_to_json_value(price_list), order="deterministic")


def charges(model: CatalogModel, content: str | None, sides: int) -> dict[str, Decimal]:
    """The components of a piece's price: encoding, model, printing, packaging, recordOptions.

    `content` None is an empty chip, or none; `sides` is the number of printed sides: 0, 1 or 2.
    """
    content_kind = Content.EMPTY if content is None else content
    return {
        "encoding": next((price for listed, price in model.encoding.items() if listed == content_kind), ZERO),
        "model": model.price,
        "printing": (ZERO, model.printing.one_side, model.printing.both_sides)[sides],
        "packaging": model.packaging,
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


def _to_json_value(value: Any) -> Any:
    """A value of a price list as JSON: numbers as text without trailing zeros."""
    match value:
        case Decimal():
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        case msgspec.Struct():
            return {name: _to_json_value(getattr(value, name)) for name in value.__struct_fields__}
        case dict():
            return {name: _to_json_value(member) for name, member in value.items()}
        case tuple():
            return [_to_json_value(item) for item in value]
        case _:
            return value


_DECODER = msgspec.json.Decoder(PriceList)
