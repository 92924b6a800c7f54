"""`triplicate prices`: imports price lists as versions, completely or not at all, and exports them again."""

import json
from pathlib import Path

import pytest

from tests.cli.program_fixtures import Program
from triplicate.core.catalog import price_list_file, pricing
from triplicate.core.catalog.nfc import Chip
from triplicate.core.catalog.price_list import PriceList

ABSENT = "00000000-0000-4000-8000-000000000009"
LIST = """
currency = "EUR"
models.card = { price = PRICE, weight = 6 }
packagings.sleeve = { price = 0.35 }
carriers.lpf.name = "La Poste"
[services.post]
carrier = "lpf"
name = "Post"
destinations = [
  { countries = ["FR", "MC"], postcodes = ["98"], price = 6.24, batch = 21 },
  { countries = ["*"], price = 20 },
]
"""


def a_list(price: str = "1.75") -> bytes:
    """A small list in which the card costs this."""
    return LIST.replace("PRICE", price).encode()


def imported(program: Program, text: bytes, *words: str) -> str:
    """What the import of a list says."""
    return program.succeeds("prices", "import", "-", *words, stdin=text).text


def test_versions(program: Program, tmp_path: Path) -> None:
    """A list that says the same is no new version, however it is written; one that came before is one again."""
    file = tmp_path / "prices.toml"
    file.write_bytes(a_list())
    assert program.succeeds("prices", "import", file).text == "default/1"
    assert imported(program, a_list("1.7500")) == "default/1 unchanged"
    assert imported(program, a_list("1.80")) == "default/2"
    assert imported(program, a_list()) == "default/3"
    rows = program.succeeds("prices", "list").rows
    assert [(row[0], row[2]) for row in rows] == [
        ("default/3", "operator"),
        ("default/2", "operator"),
        ("default/1", "operator"),
    ]
    assert rows[0][3] == rows[2][3] != rows[1][3], "the digest is that of what the list says"


def test_what_a_list_shows(program: Program) -> None:
    imported(program, a_list())
    assert program.succeeds("prices", "show").rows == [
        ["model", "card", "piece", "1.75"],
        ["packaging", "sleeve", "piece", "0.35"],
        ["service", "post", "FR MC 98, 21 pieces", "6.24"],
        ["service", "post", "*", "20.00"],
    ]


def test_an_account_has_a_list_of_its_own_or_the_houses(program: Program, account: str) -> None:
    imported(program, a_list("1.75"))
    assert program.succeeds("prices", "show", "--account", account).rows[0][3] == "1.75"
    assert imported(program, a_list("1.50"), "--account", account.upper()) == f"{account}/1"
    assert imported(program, a_list("1.50"), "--account", account) == f"{account}/1 unchanged"
    assert program.succeeds("prices", "show", "--account", account).rows[0][3] == "1.50"
    assert program.succeeds("prices", "show").rows[0][3] == "1.75"
    assert [row[0] for row in program.succeeds("prices", "list", "--account", account).rows] == [f"{account}/1"]


def test_old_versions_stay(program: Program) -> None:
    imported(program, a_list("1.75"))
    imported(program, a_list("1.80"))
    assert program.succeeds("prices", "show", "--version", "1").rows[0][3] == "1.75"
    assert program.succeeds("prices", "show").rows[0][3] == "1.80"
    assert "price list not found" in program.fails("prices", "show", "--version", "3")


def test_what_is_shown_as_json_can_be_imported(program: Program, account: str) -> None:
    """And is exact: amounts are text."""
    imported(program, a_list("0.10"))
    shown = program.succeeds("prices", "show", "--json").output
    assert json.loads(shown)["models"]["card"]["price"] == "0.1"
    assert imported(program, shown) == "default/1 unchanged"
    assert imported(program, shown, "--account", account) == f"{account}/1"


def test_everything_that_is_wrong_is_said_and_nothing_is_stored(program: Program) -> None:
    bad = a_list("1.755").replace(b'"MC"', b'"XX"').replace(b'carrier = "lpf"', b'carrier = "pigeons"')
    message = program.fails("prices", "import", "-", stdin=bad)
    for place in ("$.models.card.price", "$.services.post.carrier", "$.services.post.destinations[0].countries[1]"):
        assert place in message
    assert "price list not found" in program.fails("prices", "show")


@pytest.mark.parametrize("text", [b"", b"{", b"currency = ", b"\xff", b"[]"], ids=repr)
def test_what_is_no_list(program: Program, text: bytes) -> None:
    assert "$" in program.fails("prices", "import", "-", stdin=text)


def test_lists_for_nobody(program: Program, account: str, tmp_path: Path) -> None:
    assert ABSENT in program.fails("prices", "import", "-", "--account", ABSENT, stdin=a_list())
    assert ABSENT in program.fails("prices", "show", "--account", ABSENT)
    assert ABSENT in program.fails("prices", "list", "--account", ABSENT)
    assert "cannot be read" in program.fails("prices", "import", tmp_path / "none.toml")
    yen = program.succeeds("account", "create", "Tokyo", "--currency", "JPY").text
    assert "JPY" in program.fails("prices", "import", "-", "--account", yen, stdin=a_list())
    assert program.succeeds("prices", "list", "--account", yen).output == b""


def shipped(program: Program) -> PriceList:
    """The list that comes with the program."""
    return price_list_file.read(price_list_file.parse(program.succeeds("prices", "sample").output))


def test_the_sample_can_be_imported(program: Program) -> None:
    assert imported(program, program.succeeds("prices", "sample").output) == "default/1"


def test_the_sample_has_the_vendors_models_and_what_a_client_told_of_its_prices(program: Program) -> None:
    """A card at 1.75, printing at 4.00 a card, sending at 6.24 for every started 21 cards, in France."""
    prices = shipped(program)
    assert set(prices.models) == {
        "pvccard_white",
        "mifare1k_pvccard_white",
        "ntag213_pvccard_white",
        "ntag424_pvccard_white",
        "ntag424_woodcard",
    }
    chips = [prices.models[id].chip for id in ("pvccard_white", "ntag213_pvccard_white", "ntag424_woodcard")]
    assert chips == [None, Chip.NTAG213, Chip.NTAG424]
    parts = pricing.charges(prices.models["pvccard_white"], "empty", 2)
    assert {name: str(part) for name, part in parts.items() if part} == {"model": "1.75", "printing": "4.00"}
    assert prices.default_service == "lpf_standard"
    costs = [pricing.shipping_price(prices, "lpf_standard", "FR", "75001", pieces) for pieces in (21, 22)]
    assert [str(cost) for cost in costs] == ["6.24", "12.48"]
    assert {code: len(pricing.rates(prices, _card(prices), code, "20000")) for code in ("FR", "BE", "PL", "JP")} == {
        "FR": 3,
        "BE": 3,
        "PL": 1,
        "JP": 1,
    }


def _card(prices: PriceList) -> pricing.Parcel:
    """One card in a sleeve, which fits into the smallest envelope."""
    parcel = pricing.measure_parcel(prices, [("pvccard_white", "aluminum_protection", 1)])
    assert parcel.envelope == prices.envelopes[0]
    return parcel
