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


def decode(document: bytes) -> PriceList:
    """The price list from its stored JSON."""
    return _DECODER.decode(document)


def encode(price_list: PriceList) -> bytes:
    """The price list as canonical JSON: equal lists give equal bytes. Defaults are written out, so that a stored list
    keeps its meaning when defaults change."""
    return msgspec.json.encode(_to_json_value(price_list), order="deterministic")


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
