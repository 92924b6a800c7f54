"""Price lists: what can be ordered, what it costs, and what sending it costs. Amounts are decimals in major units.

A list knows models (what a piece is), packagings, envelopes, carriers and their services. Measures are millimetres and
grams. A piece costs the sum of its charges; a service costs its price for the destination once for every started batch
of pieces.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from triplicate.core.nfc import Chip, Content

Amount = Annotated[Decimal, Meta(description="Major units, to the cent.")]
Slug = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z", examples=["lpf_standard"])]
ZERO = Decimal(0)
EVERYWHERE = "*"


class Measured(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Something that takes place in a parcel: millimetres and grams."""

    width: Decimal = ZERO
    height: Decimal = ZERO
    length: Decimal = ZERO
    weight: Decimal = ZERO


class Printing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What printing a piece costs: on one side, on both."""

    one_side: Amount = ZERO
    both_sides: Amount = ZERO


class Model(Measured, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A model that can be ordered, and what a piece of it costs: `price` as it is; the rest comes on top.

    `encoding` is by what the chip is to say; `record_options` is for the record that dynamic content leads to.
    """

    name: str = ""
    chip: Chip | None = None
    price: Amount
    encoding: dict[Content, Amount] = {}
    printing: Printing = Printing()
    packaging: Amount = ZERO
    record_options: Amount = ZERO


class Packaging(Measured, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a piece can be wrapped in."""

    name: str = ""
    price: Amount = ZERO


class Envelope(Measured, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a parcel is sent in: its own weight, and how much goes into it (grams, cubic centimetres)."""

    id: Slug
    name: str = ""
    max_weight: Decimal
    max_volume: Decimal


class Destination(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Where a service goes, and for how much: `countries` by ISO 3166-1 code, or `*` for all others; with `postcodes`,
    only to those that begin so. The first destination that fits counts.

    The `price` is for every started `batch` of pieces; where that is 0, for the whole order.
    """

    countries: tuple[str, ...]
    postcodes: tuple[str, ...] = ()
    price: Amount
    batch: Annotated[int, Meta(ge=0)] = 0


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A way of sending. `service_point`: whether the recipient can, or must, collect it at one."""

    carrier: Slug
    name: str
    destinations: tuple[Destination, ...]
    min_days: Annotated[int, Meta(ge=0)] | None = None
    max_days: Annotated[int, Meta(ge=0)] | None = None
    max_weight: Decimal | None = None
    service_point: Literal["none", "optional", "required"] = "none"


class Carrier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who carries parcels."""

    name: str


class PriceList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A whole list. `default_service` is the one of orders that name none."""

    currency: str
    default_service: Slug | None = None
    models: dict[Slug, Model]
    packagings: dict[Slug, Packaging] = {}
    envelopes: tuple[Envelope, ...] = ()
    carriers: dict[Slug, Carrier] = {}
    services: dict[Slug, Service] = {}


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent, taken together: pieces, grams, cubic centimetres; and what it fits into (None: into none)."""

    pieces: int
    weight: Decimal
    volume: Decimal
    envelope: Envelope | None

    @property
    def sent_weight(self) -> Decimal:
        """What a carrier weighs: the parcel in its envelope."""
        return self.weight + (ZERO if self.envelope is None else self.envelope.weight)


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A service that goes there, and what it costs for a parcel."""

    id: str
    service: Service
    price: Decimal


def decode(document: bytes) -> PriceList:
    """The list from its stored form."""
    return _DECODER.decode(document)


def encode(prices: PriceList) -> bytes:
    """The list as stored: JSON, the same bytes for equal lists. Defaults are written out, so that a list means tomorrow
    what it meant when it was imported."""
    return msgspec.json.encode(_written(prices), order="deterministic")


def charges(model: Model, content: str | None, sides: int) -> dict[str, Decimal]:
    """What a piece costs, by part: encoding, model, printing, packaging, recordOptions. Their sum is its price.

    `content` None is an empty chip, or none; `sides` is how many are printed: 0, 1 or 2.
    """
    said = Content.EMPTY if content is None else content
    return {
        "encoding": next((price for listed, price in model.encoding.items() if listed == said), ZERO),
        "model": model.price,
        "printing": (ZERO, model.printing.one_side, model.printing.both_sides)[sides],
        "packaging": model.packaging,
        "recordOptions": model.record_options if said == Content.DYNAMIC else ZERO,
    }


def shipping(prices: PriceList, service: str, country: str, postcode: str, pieces: int) -> Decimal | None:
    """What a service costs for so many pieces to an address; None where it does not go there, or there is none such.

    The first destination in the list that fits counts: `*` fits every country, so it belongs last.
    """
    known = prices.services.get(service)
    return None if known is None else _price(known, country, postcode, pieces)


def packed(prices: PriceList, items: list[tuple[str, str | None, int]]) -> Parcel:
    """What models (each with the packaging of a piece, or None, and how many) come to. All names are known ones.

    Weight and volume are those of models and packagings; the envelope, the smallest one that takes both, is in neither.
    """
    measured = [
        (thing, pieces)
        for model, packaging, pieces in items
        for thing in (prices.models[model], *([] if packaging is None else [prices.packagings[packaging]]))
    ]
    weight = sum((thing.weight * pieces for thing, pieces in measured), ZERO)
    volume = sum((thing.width * thing.height * thing.length * pieces for thing, pieces in measured), ZERO) / 1000
    taking = [one for one in prices.envelopes if weight <= one.max_weight and volume <= one.max_volume]
    return Parcel(
        pieces=sum(pieces for _, _, pieces in items),
        weight=weight,
        volume=volume,
        envelope=min(taking, key=lambda one: (one.max_volume, one.max_weight), default=None),
    )


def rates(prices: PriceList, parcel: Parcel, country: str, postcode: str) -> list[Rate]:
    """The services that take the parcel there at a price, cheapest first. What costs nothing there is not offered.

    A carrier weighs the parcel in its envelope.
    """
    found = []
    for id, service in prices.services.items():
        price = _price(service, country, postcode, parcel.pieces)
        if price and (service.max_weight is None or parcel.sent_weight <= service.max_weight):
            found.append(Rate(id=id, service=service, price=price))
    return sorted(found, key=lambda rate: (rate.price, rate.id))


def _price(service: Service, country: str, postcode: str, pieces: int) -> Decimal | None:
    for there in service.destinations:
        if _fits(there, country, postcode):
            return there.price * -(-pieces // there.batch) if there.batch else there.price
    return None


def _fits(there: Destination, country: str, postcode: str) -> bool:
    if EVERYWHERE not in there.countries and country.upper() not in there.countries:
        return False
    return not there.postcodes or _squeezed(postcode).startswith(tuple(map(_squeezed, there.postcodes)))


def _squeezed(postcode: str) -> str:
    """A postcode as it is compared: without spaces, in capitals."""
    return "".join(postcode.split()).upper()


def _written(value: Any) -> Any:
    """A value of a price list as JSON: its numbers as text, the same for 1.5 and 1.50."""
    match value:
        case Decimal():
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        case msgspec.Struct():
            return {name: _written(getattr(value, name)) for name in value.__struct_fields__}
        case dict():
            return {name: _written(member) for name, member in value.items()}
        case tuple():
            return [_written(item) for item in value]
        case _:
            return value


_DECODER = msgspec.json.Decoder(PriceList)
