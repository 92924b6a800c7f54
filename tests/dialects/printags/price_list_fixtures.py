"""Price lists: the one that is shipped, and others made of it."""

from decimal import Decimal
from typing import Any

import msgspec

from triplicate.cli import prices
from triplicate.core.catalog import price_list_file
from triplicate.core.catalog.price_list import PriceList

SAMPLE = price_list_file.read(price_list_file.parse(prices.sample_text()))
SOLD_OUT = msgspec.structs.replace(SAMPLE, models={})
PLAIN_CARD = SAMPLE.models["pvccard_white"]


def with_plain_cards(price: str, **more: Any) -> PriceList:
    """The list, with plain cards at another price."""
    model = msgspec.structs.replace(PLAIN_CARD, price=Decimal(price))
    return msgspec.structs.replace(SAMPLE, models={**SAMPLE.models, "pvccard_white": model}, **more)


def gratis() -> PriceList:
    """Plain cards that cost nothing, sent for nothing."""
    service = SAMPLE.services["lpf_standard"]
    there = msgspec.structs.replace(service.destinations[0], price=Decimal(0))
    return with_plain_cards("0", services={"lpf_standard": msgspec.structs.replace(service, destinations=(there,))})
