"""Money: parts and lines add up, the ledger says what orders cost, an order keeps its prices, nobody overspends."""

import json
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.files.artwork_fixtures import picture
from tests.conftest import Demo
from tests.dialects.printags.price_list_fixtures import SAMPLE, SOLD_OUT, gratis, with_plain_cards
from tests.dialects.printags.printags_api_fixtures import PAID_IN, PLAIN, Merchant, asked, message, opened

PARTS = {"encoding", "model", "printing", "packaging", "recordOptions"}
SAID: list[dict[str, Any] | None] = [
    None,
    {"type": "empty"},
    {"type": "uri", "content": "https://example.com/a"},
    {"type": "text", "content": "Bonjour"},
    {"type": "dynamic", "dynamic": {"baseUrl": "https://example.com/"}},
]
CARDS = ("ntag213_pvccard_white", "ntag424_pvccard_white", "ntag424_woodcard", "mifare1k_pvccard_white")


@pytest.fixture(scope="module")
def rich(demo: Demo, client: httpx.Client) -> tuple[Merchant, list[str]]:
    """A merchant who can pay for anything, with two pictures."""
    merchant = opened(demo.house, client, paid_in=10**9)
    return merchant, [merchant.uploaded(picture(colour=colour)) for colour in (1, 2)]


_LINES = st.lists(
    st.tuples(st.sampled_from(CARDS), st.integers(1, 60), st.sampled_from(SAID), st.integers(0, 2)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25)
@given(lines=_LINES, country=st.sampled_from(["FR", "DE", "PL", "JP"]), draft=st.booleans())
def test_everything_adds_up(
    rich: tuple[Merchant, list[str]],
    lines: list[tuple[str, int, dict[str, Any] | None, int]],
    country: str,
    draft: bool,
) -> None:
    merchant, art = rich
    groups = [
        {"modelId": model, "quantity": pieces, "nfc": said, "printingVisuals": art[:sides]}
        for model, pieces, said, sides in lines
    ]
    body = asked(*groups, isDraft=draft)
    body["shipTo"]["address"]["countryCode"] = country
    before = merchant.balance
    id = merchant.created(body)
    if draft:
        assert (merchant.balance, merchant.of(id)) == (before, 0)
        told = _exact(merchant.ask("POST", f"/accounts/@me/orders/{id}/validate"))["prices"]
        _add_up(told, groups)
        assert told["total"] == _exact(merchant.ask("GET", f"/accounts/@me/orders/{id}"))["order"]["total"]
    total = _exact(merchant.ask("GET", f"/accounts/@me/orders/{id}"))["order"]["total"]
    assert merchant.of(id) == -total * 100
    assert before - merchant.balance == total * 100
    assert sum(entry.amount for entry in merchant.entries[-1:]) == merchant.of(id)


def _add_up(told: Any, groups: list[dict[str, Any]]) -> None:
    for index, (line, group) in enumerate(zip(told["products"], groups, strict=True)):
        assert (line["index"], line["modelId"], line["quantity"]) == (index, group["modelId"], group["quantity"])
        assert line["unit_charges"].keys() == line["charges"].keys() == PARTS
        assert sum(line["unit_charges"].values()) == line["unit_price"]
        assert sum(line["charges"].values()) == line["price"] == line["unit_price"] * line["quantity"]
    assert sum(line["price"] for line in told["products"]) + told["shipping"]["price"] == told["total"]


def _exact(reply: httpx.Response) -> Any:
    assert reply.status_code == 200, reply.text
    return json.loads(reply.text, parse_float=Decimal)


def test_a_draft_keeps_the_prices_that_it_was_asked_at(merchant: Merchant) -> None:
    """A new list counts for new orders only."""
    old = merchant.created(asked(isDraft=True))
    merchant.priced(with_plain_cards("2.75"))
    new = merchant.created(asked(isDraft=True))
    told = merchant.ask("POST", f"/accounts/@me/orders/{old}/validate").json()["prices"]
    assert (told["products"][0]["unit_price"], told["total"]) == (1.75, 9.74)
    assert merchant.of(old) == -PLAIN
    told = merchant.ask("POST", f"/accounts/@me/orders/{new}/validate").json()["prices"]
    assert (told["products"][0]["unit_price"], told["total"]) == (2.75, 11.74)
    assert merchant.balance == PAID_IN - PLAIN - 11_74
    lists = [merchant.native(id)["price_list"] for id in (old, new)]
    assert lists == ["house/1", f"{merchant.account}/1"]


def test_a_model_that_is_sold_no_more_is_still_made_for_those_who_asked(merchant: Merchant) -> None:
    id = merchant.created(asked(isDraft=True))
    models = {name: model for name, model in SAMPLE.models.items() if name != "pvccard_white"}
    merchant.priced(msgspec.structs.replace(SAMPLE, models=models))
    assert "pvccard_white" in message(merchant.create(asked()))
    assert merchant.ask("POST", f"/accounts/@me/orders/{id}/validate").status_code == 200
    assert merchant.of(id) == -PLAIN


def test_what_costs_nothing_is_not_paid(merchant: Merchant) -> None:
    merchant.priced(gratis())
    firm, draft = merchant.created(asked()), merchant.created(asked(isDraft=True))
    assert merchant.ask("POST", f"/accounts/@me/orders/{draft}/validate").json()["prices"]["total"] == 0
    assert [merchant.order(id)["total"] for id in (firm, draft)] == [0, 0]
    assert (len(merchant.entries), merchant.balance) == (1, PAID_IN)


@pytest.mark.parametrize(("floor", "enough"), [(0, PLAIN), (-5_00, PLAIN - 5_00), (50_00, PLAIN + 50_00)])
def test_to_the_last_cent(demo: Demo, client: httpx.Client, floor: int, enough: int) -> None:
    """With a cent less nothing happens, neither at once nor when a draft is validated."""
    short = opened(demo.house, client, paid_in=enough - 1, minimal_balance=floor)
    id = short.created(asked(isDraft=True))
    before = short.standing()
    for reply in (short.create(asked()), short.ask("POST", f"/accounts/@me/orders/{id}/validate")):
        assert "9.74 EUR required, 9.73 EUR available" in message(reply)
        assert short.standing() == before
    assert short.order(id)["status"] == "draft"
    just = opened(demo.house, client, paid_in=enough, minimal_balance=floor)
    just.created(asked())
    assert just.balance == floor
    assert "0.00 EUR available" in message(just.create(asked()))


def test_money_that_is_given_back_comes_back(merchant: Merchant) -> None:
    id = merchant.created(asked())
    merchant.at_work(id, "cancellation", {"reason": "changed their mind"})
    assert merchant.balance == PAID_IN - PLAIN
    merchant.at_work(id, "refunds", {"amount": 3_00})
    assert merchant.of(id) == -PLAIN + 3_00
    merchant.at_work(id, "refunds")
    assert (merchant.of(id), merchant.balance) == (0, PAID_IN)
    moved = [(entry.kind, entry.amount, entry.order) for entry in merchant.entries[1:]]
    assert moved == [("debit", -PLAIN, id), ("refund", 3_00, id), ("refund", PLAIN - 3_00, id)]
    assert merchant.ask("GET", "/accounts/@me").json()["account"]["balance"] == 1000


def test_an_account_for_which_nothing_is_on_sale(demo: Demo, client: httpx.Client) -> None:
    """It can order once there is something."""
    merchant = opened(demo.house, client)
    merchant.priced(SOLD_OUT)
    assert merchant.ask("GET", "/models").json()["models"] == []
    assert "pvccard_white" in message(merchant.create(asked()))
    merchant.priced(SAMPLE)
    merchant.created(asked())
