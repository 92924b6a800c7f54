"""Stored price lists: equal lists are equal bytes, however they were written."""

from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given

from tests.core.catalog.price_list_fixtures import AMOUNTS, price_lists
from triplicate.core.catalog import price_list as pricing
from triplicate.core.catalog.price_list import PriceList


@given(price_lists())
def test_a_stored_list_is_the_list(prices: PriceList) -> None:
    assert pricing.decode(pricing.encode(prices)) == prices


@given(price_lists())
def test_equal_lists_are_equal_bytes(prices: PriceList) -> None:
    """However their amounts are written, in whatever order their names come, and whether defaults are said or not."""
    other = msgspec.convert(_otherwise(msgspec.to_builtins(prices, builtin_types=(Decimal,))), PriceList)
    assert other == prices
    assert pricing.encode(other) == pricing.encode(prices)


def _otherwise(value: Any) -> Any:
    """The same value in other words."""
    if isinstance(value, Decimal):
        return Decimal(f"{value:f}" + ("000" if "." in f"{value:f}" else ".0"))
    if isinstance(value, dict):
        return {name: _otherwise(member) for name, member in reversed(list(value.items()))}
    return [_otherwise(item) for item in value] if isinstance(value, list | tuple) else value


@given(price_lists(), AMOUNTS.filter(bool))
def test_another_price_is_other_bytes(prices: PriceList, more: Decimal) -> None:
    id, model = next(iter(prices.models.items()))
    dearer = msgspec.structs.replace(model, price=model.price + more)
    other = msgspec.structs.replace(prices, models={**prices.models, id: dearer})
    assert pricing.encode(other) != pricing.encode(prices)
