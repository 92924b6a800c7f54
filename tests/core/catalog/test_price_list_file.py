"""Price list files: exact numbers in TOML and JSON, and all problems reported at once."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given

from tests.core.catalog.price_list_fixtures import price_lists
from tests.strategies.validation import problems_of
from triplicate.core.catalog import price_list, price_list_file, pricing
from triplicate.core.catalog.nfc import Chip, Content
from triplicate.core.catalog.price_list import PriceList

TOML = b"""
currency = "EUR"
default_service = "post"
models.card = { price = 1.75, chip = "ntag213", encoding = { uri = 0.1 }, weight = 6 }
carriers.lpf.name = "La Poste"
services.post = { carrier = "lpf", name = "Post", destinations = [{ countries = ["FR"], price = 6.24, batch = 21 }] }
"""
JSON = b"""{
 "currency": "EUR", "default_service": "post",
 "models": {"card": {"price": 1.75, "chip": "ntag213", "encoding": {"uri": "0.10"}, "weight": 6.0}},
 "carriers": {"lpf": {"name": "La Poste"}},
 "services": {"post": {"carrier": "lpf", "name": "Post",
                       "destinations": [{"countries": ["FR"], "price": 6.24, "batch": 21}]}}}"""


def written(**members: Any) -> dict[str, Any]:
    """A good list as a file says it, with other members."""
    return {**price_list_file.parse(TOML), **members}


def card(**members: Any) -> dict[str, Any]:
    """A list whose one model has other members."""
    return written(models={"card": {"price": 1, **members}})


def post(**members: Any) -> dict[str, Any]:
    """A list whose one service has other members."""
    whole = written()
    return {**whole, "services": {"post": {**whole["services"]["post"], **members}}}


def there(**members: Any) -> dict[str, Any]:
    """A list whose one service goes somewhere else."""
    return post(destinations=[{"countries": ["FR"], "price": 1, **members}])


def test_toml_and_json_say_the_same() -> None:
    prices = price_list_file.read(price_list_file.parse(TOML))
    assert prices == price_list_file.read(price_list_file.parse(JSON))
    model = prices.models["card"]
    assert (model.price, model.chip, model.weight) == (Decimal("1.75"), Chip.NTAG213, 6)
    assert model.encoding == {Content.URI: Decimal("0.1")}
    assert pricing.shipping_price(prices, "post", "FR", "75001", 22) == Decimal("12.48")


def test_numbers_are_exact() -> None:
    """A tenth is a tenth: thirty of them are three."""
    model = price_list_file.read(card(price=price_list_file.parse(b"x = 0.1")["x"])).models["card"]
    assert model.price * 30 == 3


@given(price_lists())
def test_what_is_stored_can_be_read_again(prices: PriceList) -> None:
    """`prices show --json` writes it, `prices import` takes it."""
    assert price_list_file.read(price_list_file.parse(price_list.encode(prices))) == prices


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[1]",
        b"price = ",
        b"{",
        b'{"a": 1, "a": 2}',
        b"a = 1\na = 2",
        b"a = \xff",
        b"a = " + b"9" * 5000,
        b"a = 1e99999999999999999999999",
        b"a = " + b"[" * 100_000,
        b"#" * (9 * 2**20),
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_is_no_list_at_all(text: bytes) -> None:
    """An answer in words, whatever the file has in it."""
    assert all(
        problem.path.startswith("$")
        for problem in problems_of(lambda: price_list_file.read(price_list_file.parse(text)))
    )


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (written(currency="EURO"), "$.currency"),
        (written(currency="eur"), "$.currency"),
        (written(models={}), "$.models"),
        (written(models={"a card": {"price": 1}}), "$.models.a card"),
        (written(models={"card\n": {"price": 1}}), "$.models.card\n"),
        (written(default_service="pigeons"), "$.default_service"),
        (written(taxes=20), "$.taxes"),
        (card(price=None), "$.models.card.price"),
        (card(price=True), "$.models.card.price"),
        (card(price="much"), "$.models.card.price"),
        (card(price=Decimal("-0.01")), "$.models.card.price"),
        (card(price=Decimal("0.005")), "$.models.card.price"),
        (card(price=Decimal("1.00000000000000000000000000000000000001")), "$.models.card.price"),
        (card(price=Decimal("Infinity")), "$.models.card.price"),
        (card(price=Decimal("NaN")), "$.models.card.price"),
        (card(price=Decimal("1E+400000")), "$.models.card.price"),
        (card(price=Decimal("1E-400000")), "$.models.card.price"),
        (card(printing={"both_sides": Decimal("0.001")}), "$.models.card.printing.both_sides"),
        (card(packaging=-1), "$.models.card.packaging"),
        (card(chip="ntag213", record_options=-1), "$.models.card.record_options"),
        (card(chip="ntag213", encoding={"uri": Decimal("0.001")}), "$.models.card.encoding.uri"),
        (card(chip="ntag213", encoding={"url": 1}), "$.models.card.encoding.url"),
        (card(chip="ntag999"), "$.models.card.chip"),
        (card(encoding={"uri": 1}), "$.models.card.encoding"),
        (card(record_options=1), "$.models.card.record_options"),
        (card(weight=-6), "$.models.card.weight"),
        (card(width=Decimal("0.0000001")), "$.models.card.width"),
        (written(packagings={"sleeve": {"price": -1}}), "$.packagings.sleeve.price"),
        (written(envelopes=[{"id": "a", "max_weight": -1, "max_volume": 1}]), "$.envelopes[0].max_weight"),
        (written(envelopes=[{"id": "a", "max_weight": 1, "max_volume": 1}] * 2), "$.envelopes[1].id"),
        (post(carrier="pigeons"), "$.services.post.carrier"),
        (post(destinations=[]), "$.services.post.destinations"),
        (post(min_days=-1), "$.services.post.min_days"),
        (post(min_days=3, max_days=2), "$.services.post.max_days"),
        (post(service_point="perhaps"), "$.services.post.service_point"),
        (there(countries=[]), "$.services.post.destinations[0].countries"),
        (there(countries=["DE", "XX"]), "$.services.post.destinations[0].countries[1]"),
        (there(countries=["FRA"]), "$.services.post.destinations[0].countries[0]"),
        (there(countries=["fr"]), "$.services.post.destinations[0].countries[0]"),
        (there(postcodes=["20", " "]), "$.services.post.destinations[0].postcodes[1]"),
        (there(price=Decimal("6.245")), "$.services.post.destinations[0].price"),
        (there(batch=-1), "$.services.post.destinations[0].batch"),
        (there(batch=Decimal("1.5")), "$.services.post.destinations[0].batch"),
    ],
)
def test_what_is_wrong_is_named(value: dict[str, Any], path: str) -> None:
    """By its place, and it alone."""
    (problem,) = problems_of(lambda: price_list_file.read(value))
    assert problem.path == path
    assert problem.reason


def test_everything_that_is_wrong_is_named() -> None:
    value = card(price=-1, weight=-1) | {"default_service": "pigeons"}
    assert [problem.path for problem in problems_of(lambda: price_list_file.read(value))] == [
        "$.models.card.weight",
        "$.models.card.price",
        "$.default_service",
    ]


@pytest.mark.parametrize(
    ("currency", "price", "good"), [("JPY", "1", True), ("JPY", "1.5", False), ("KWD", "1.255", True)]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, price: str, good: bool) -> None:
    value = {"currency": currency, "models": {"card": {"price": price}}}
    if good:
        assert price_list_file.read(value).models["card"].price == Decimal(price)
    else:
        assert [problem.path for problem in problems_of(lambda: price_list_file.read(value))] == ["$.models.card.price"]


def test_amounts_may_have_more_zeros() -> None:
    assert price_list_file.read(card(price="1.7500")).models["card"].price == Decimal("1.75")


def test_the_value_that_was_read_is_left_as_it_is() -> None:
    value = written()
    kept = msgspec.json.encode(value)
    price_list_file.read(value)
    assert msgspec.json.encode(value) == kept
