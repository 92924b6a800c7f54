"""Price lists: the shipped one, and variants of it."""

from decimal import Decimal
from typing import Any

import msgspec

from triplicate.cli.accounts import prices
from triplicate.core.catalog import price_list_file
from triplicate.core.catalog.price_list import PriceList

SAMPLE_PRICES = price_list_file.read(price_list_file.parse(prices.sample_text()))
NO_MODELS = msgspec.structs.replace(SAMPLE_PRICES, models={})
PLAIN_CARD = SAMPLE_PRICES.models["pvccard_white"]


def with_plain_cards(price: str, **more: Any) -> PriceList:
    """The list, with plain cards at another price."""
    model = msgspec.structs.replace(PLAIN_CARD, price=Decimal(price))
    return msgspec.structs.replace(SAMPLE_PRICES, models={**SAMPLE_PRICES.models, "pvccard_white": model}, **more)


def free_cards() -> PriceList:
    """Plain cards that cost nothing, sent for nothing."""
    service = SAMPLE_PRICES.services["lpf_standard"]
    there = msgspec.structs.replace(service.destinations[0], price=Decimal(0))
    return with_plain_cards("0", services={"lpf_standard": msgspec.structs.replace(service, destinations=(there,))})
