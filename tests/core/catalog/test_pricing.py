"""Pricing: parts, destinations, batches and parcels priced by a price list."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.catalog.price_list_fixtures import card_model, envelope, price_list, price_lists, service
from triplicate.core.catalog import pricing
from triplicate.core.catalog.nfc import Content
from triplicate.core.catalog.price_list import CatalogModel, Destination, Packaging, PriceList, Printing
from triplicate.core.catalog.pricing import Parcel

CARD = card_model(
    price=Decimal("1.75"),
    encoding={Content.URI: Decimal("0.10"), Content.DYNAMIC: Decimal("0.50")},
    printing=Printing(one_side=Decimal("4.00"), both_sides=Decimal("6.50")),
    packaging=Decimal("0.20"),
    record_options=Decimal("0.30"),
)
PARTS = ["encoding", "model", "printing", "packaging", "recordOptions"]


@pytest.mark.parametrize(
    ("content", "sides", "parts"),
    [
        (None, 0, "0 1.75 0 0.20 0"),
        ("empty", 1, "0 1.75 4.00 0.20 0"),
        ("uri", 2, "0.10 1.75 6.50 0.20 0"),
        ("text", 0, "0 1.75 0 0.20 0"),
        ("dynamic", 0, "0.50 1.75 0 0.20 0.30"),
    ],
)
def test_what_a_piece_costs_by_part(content: str | None, sides: int, parts: str) -> None:
    """A content that the list does not name costs nothing to write."""
    charges = pricing.charges(CARD, content, sides)
    assert list(charges) == PARTS
    assert list(charges.values()) == [Decimal(part) for part in parts.split()]


def test_an_empty_chip_may_have_a_price() -> None:
    """And a chip of which nothing is said is empty."""
    model = card_model(encoding={Content.EMPTY: Decimal("0.05")})
    assert (
        pricing.charges(model, None, 0)["encoding"] == pricing.charges(model, "empty", 0)["encoding"] == Decimal("0.05")
    )


@given(price_lists(), st.sampled_from([None, *Content]), st.integers(0, 2))
def test_parts_are_amounts_of_the_list(prices: PriceList, content: str | None, sides: int) -> None:
    """Nothing is invented: no part is below nothing, and together they are at least the model's own price."""
    for model in prices.models.values():
        charges = pricing.charges(model, content, sides)
        assert set(charges) == set(PARTS)
        assert min(charges.values()) >= 0
        assert model.price <= sum(charges.values()) <= _everything(model)


def _everything(model: CatalogModel) -> Decimal:
    printing = model.printing.one_side + model.printing.both_sides
    return model.price + sum(model.encoding.values()) + printing + model.packaging + model.record_options


@pytest.mark.parametrize(
    ("pieces", "price"), [(0, "0"), (1, "6.24"), (21, "6.24"), (22, "12.48"), (42, "12.48"), (43, "18.72")]
)
def test_every_started_batch_is_paid_for(pieces: int, price: str) -> None:
    """6.24 for every started 21 cards."""
    prices = price_list(post=service(Destination(countries=("FR",), price=Decimal("6.24"), batch=21)))
    assert pricing.shipping_price(prices, "post", "FR", "75001", pieces) == Decimal(price)


@pytest.mark.parametrize("pieces", [1, 1000])
def test_without_batches_the_whole_order_has_one_price(pieces: int) -> None:
    prices = price_list(post=service(Destination(countries=("FR",), price=Decimal("6.24"))))
    assert pricing.shipping_price(prices, "post", "FR", "75001", pieces) == Decimal("6.24")


@pytest.mark.parametrize(
    ("country", "postcode", "price"),
    [
        ("FR", "20 137", "29"),
        ("fr", "75001", "15"),
        ("GB", "bs1 2az", "9"),
        ("GB", "BA1 1AA", None),
        ("JP", "20137", None),
        ("FR", "", "15"),
    ],
)
def test_the_first_destination_that_fits_counts(country: str, postcode: str, price: str | None) -> None:
    """Postcodes count by how they begin, whatever their spaces and capitals."""
    prices = price_list(
        express=service(
            Destination(countries=("FR",), postcodes=("20",), price=Decimal(29)),
            Destination(countries=("GB",), postcodes=("B S1", "LS"), price=Decimal(9)),
            Destination(countries=("DE", "FR"), price=Decimal(15)),
        )
    )
    found = pricing.shipping_price(prices, "express", country, postcode, 1)
    assert found == (None if price is None else Decimal(price))


def test_the_order_of_the_list_decides_also_against_everywhere() -> None:
    anywhere, here = Destination(countries=("*",), price=Decimal(20)), Destination(countries=("FR",), price=Decimal(6))
    prices = price_list(late=service(here, anywhere), early=service(anywhere, here))
    assert pricing.shipping_price(prices, "late", "FR", "75001", 1) == 6
    assert pricing.shipping_price(prices, "late", "JP", "100", 1) == 20
    assert pricing.shipping_price(prices, "early", "FR", "75001", 1) == 20


def test_a_service_that_there_is_not() -> None:
    assert pricing.shipping_price(price_list(), "pigeons", "FR", "75001", 1) is None


@given(price_lists(), st.sampled_from(["FR", "JP"]), st.integers(0, 500), st.integers(0, 500))
def test_more_pieces_never_cost_less(prices: PriceList, country: str, few: int, more: int) -> None:
    for id in prices.services:
        price, other = (pricing.shipping_price(prices, id, country, "20137", pieces) for pieces in (few, few + more))
        assert (price is None) == (other is None), "where it goes has nothing to do with how much"
        assert price is None or other is None or price <= other


def test_weight_and_volume_are_those_of_models_and_packagings() -> None:
    """Ten cards of 100 x 50 x 1 mm and 6 g are 50 cubic centimetres and 60 g; two of them in a sleeve of 100 x 60 x
    0.5 mm and 4 g come to 6 cubic centimetres and 8 g more. The envelope's weight is not among it."""
    prices = price_list(
        models={"card": card_model(width=Decimal(100), height=Decimal(50), length=Decimal(1), weight=Decimal(6))},
        packagings={
            "sleeve": Packaging(width=Decimal(100), height=Decimal(60), length=Decimal("0.5"), weight=Decimal(4))
        },
        envelopes=(envelope("box", 1000, 1000), envelope("letter", 100, 100)),
    )
    parcel = pricing.measure_parcel(prices, [("card", None, 8), ("card", "sleeve", 2)])
    assert (parcel.pieces, parcel.weight, parcel.volume) == (10, 68, 56)
    assert parcel.envelope == prices.envelopes[1]


@pytest.mark.parametrize(("pieces", "chosen"), [(1, "letter"), (10, "letter"), (11, "box"), (20, "box"), (21, None)])
def test_the_smallest_envelope_that_takes_weight_and_volume(pieces: int, chosen: str | None) -> None:
    """A card has one cubic centimetre and 10 g: the letter takes ten by volume, the box twenty by weight. The sheet
    takes much and weighs little, and has the smallest volume of all."""
    prices = price_list(
        models={"card": card_model(width=Decimal(10), height=Decimal(10), length=Decimal(10), weight=Decimal(10))},
        envelopes=(envelope("sheet", 1000, "0.5"), envelope("box", 200, 500), envelope("letter", 500, 10)),
    )
    found = pricing.measure_parcel(prices, [("card", None, pieces)]).envelope
    assert (found.id if found else None) == chosen


def test_rates_are_the_services_that_go_there_at_a_price() -> None:
    france = Destination(countries=("FR",), price=Decimal(6))
    prices = price_list(
        post=service(france),
        cheap=service(Destination(countries=("FR",), price=Decimal("4.90"))),
        same=service(france),
        free=service(Destination(countries=("FR",), price=Decimal(0))),
        abroad=service(Destination(countries=("DE",), price=Decimal(1))),
    )
    rates = pricing.rates(prices, parcel(weight=Decimal(10)), "FR", "75001")
    assert [(rate.id, rate.price) for rate in rates] == [
        ("cheap", Decimal("4.90")),
        ("post", Decimal(6)),
        ("same", Decimal(6)),
    ]
    assert rates[0].service == prices.services["cheap"]


@pytest.mark.parametrize(("weight", "takes"), [("80", True), ("81", False)])
def test_a_carrier_weighs_the_envelope_too(weight: str, takes: bool) -> None:
    """It takes 100 g, of which the envelope is 20."""
    prices = price_list(post=service(Destination(countries=("FR",), price=Decimal(6)), max_weight=Decimal(100)))
    packed = parcel(weight=Decimal(weight), envelope=envelope("letter", 500, 500, weight=20))
    assert bool(pricing.rates(prices, packed, "FR", "75001")) == takes


def parcel(**members: Any) -> Parcel:
    """A parcel of one piece."""
    return Parcel(**{"pieces": 1, "weight": Decimal(0), "volume": Decimal(0), "envelope": None, **members})
