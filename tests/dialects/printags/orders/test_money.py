"""Money: prices add up, the ledger matches the orders, prices are fixed per order, nobody overspends."""

import json
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.files.artwork_fixtures import image
from tests.conftest import Demo
from tests.dialects.printags.price_list_fixtures import NO_MODELS, SAMPLE_PRICES, free_cards, with_plain_cards
from tests.dialects.printags.printags_api_fixtures import (
    INITIAL_BALANCE,
    PLAIN_ORDER_TOTAL,
    PrintagsApi,
    error_message,
    new_order,
    open_printags_api,
)

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
def account_with_orders(demo: Demo, client: httpx.Client) -> tuple[PrintagsApi, list[str]]:
    """A merchant who can pay for anything, with two pictures."""
    merchant = open_printags_api(demo.installation, client, paid_in=10**9)
    return merchant, [merchant.upload_id(image(colour=colour)) for colour in (1, 2)]


_LINES = st.lists(
    st.tuples(st.sampled_from(CARDS), st.integers(1, 60), st.sampled_from(SAID), st.integers(0, 2)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25)
@given(lines=_LINES, country=st.sampled_from(["FR", "DE", "PL", "JP"]), draft=st.booleans())
def test_everything_adds_up(
    account_with_orders: tuple[PrintagsApi, list[str]],
    lines: list[tuple[str, int, dict[str, Any] | None, int]],
    country: str,
    draft: bool,
) -> None:
    merchant, art = account_with_orders
    groups = [
        {"modelId": model, "quantity": pieces, "nfc": said, "printingVisuals": art[:sides]}
        for model, pieces, said, sides in lines
    ]
    body = new_order(*groups, isDraft=draft)
    body["shipTo"]["address"]["countryCode"] = country
    before = merchant.balance
    id = merchant.create_id(body)
    if draft:
        assert (merchant.balance, merchant.total_for(id)) == (before, 0)
        told = _exact(merchant.request("POST", f"/accounts/@me/orders/{id}/validate"))["prices"]
        _add_up(told, groups)
        assert told["total"] == _exact(merchant.request("GET", f"/accounts/@me/orders/{id}"))["order"]["total"]
    total = _exact(merchant.request("GET", f"/accounts/@me/orders/{id}"))["order"]["total"]
    assert merchant.total_for(id) == -total * 100
    assert before - merchant.balance == total * 100
    assert sum(entry.amount for entry in merchant.entries[-1:]) == merchant.total_for(id)


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


def test_a_draft_keeps_the_prices_that_it_was_asked_at(printags_api: PrintagsApi) -> None:
    """A new list counts for new orders only."""
    old = printags_api.create_id(new_order(isDraft=True))
    printags_api.set_price_list(with_plain_cards("2.75"))
    new = printags_api.create_id(new_order(isDraft=True))
    reply = printags_api.request("POST", f"/accounts/@me/orders/{old}/validate").json()["prices"]
    assert (reply["products"][0]["unit_price"], reply["total"]) == (1.75, 9.74)
    assert printags_api.total_for(old) == -PLAIN_ORDER_TOTAL
    reply = printags_api.request("POST", f"/accounts/@me/orders/{new}/validate").json()["prices"]
    assert (reply["products"][0]["unit_price"], reply["total"]) == (2.75, 11.74)
    assert printags_api.balance == INITIAL_BALANCE - PLAIN_ORDER_TOTAL - 11_74
    lists = [printags_api.native_order(id)["price_list"] for id in (old, new)]
    assert lists == ["default/1", f"{printags_api.account}/1"]


def test_a_model_that_is_sold_no_more_is_still_made_for_those_who_asked(printags_api: PrintagsApi) -> None:
    id = printags_api.create_id(new_order(isDraft=True))
    models = {name: model for name, model in SAMPLE_PRICES.models.items() if name != "pvccard_white"}
    printags_api.set_price_list(msgspec.structs.replace(SAMPLE_PRICES, models=models))
    assert "pvccard_white" in error_message(printags_api.create(new_order()))
    assert printags_api.request("POST", f"/accounts/@me/orders/{id}/validate").status_code == 200
    assert printags_api.total_for(id) == -PLAIN_ORDER_TOTAL


def test_what_costs_nothing_is_not_paid(printags_api: PrintagsApi) -> None:
    printags_api.set_price_list(free_cards())
    firm, draft = printags_api.create_id(new_order()), printags_api.create_id(new_order(isDraft=True))
    assert printags_api.request("POST", f"/accounts/@me/orders/{draft}/validate").json()["prices"]["total"] == 0
    assert [printags_api.order(id)["total"] for id in (firm, draft)] == [0, 0]
    assert (len(printags_api.entries), printags_api.balance) == (1, INITIAL_BALANCE)


@pytest.mark.parametrize(
    ("floor", "enough"), [(0, PLAIN_ORDER_TOTAL), (-5_00, PLAIN_ORDER_TOTAL - 5_00), (50_00, PLAIN_ORDER_TOTAL + 50_00)]
)
def test_to_the_last_cent(demo: Demo, client: httpx.Client, floor: int, enough: int) -> None:
    """With a cent less nothing happens, neither at once nor when a draft is validated."""
    short = open_printags_api(demo.installation, client, paid_in=enough - 1, minimal_balance=floor)
    id = short.create_id(new_order(isDraft=True))
    before = short.stored_state()
    for reply in (short.create(new_order()), short.request("POST", f"/accounts/@me/orders/{id}/validate")):
        assert "9.74 EUR required, 9.73 EUR available" in error_message(reply)
        assert short.stored_state() == before
    assert short.order(id)["status"] == "draft"
    just = open_printags_api(demo.installation, client, paid_in=enough, minimal_balance=floor)
    just.create_id(new_order())
    assert just.balance == floor
    assert "0.00 EUR available" in error_message(just.create(new_order()))


def test_money_that_is_given_back_comes_back(printags_api: PrintagsApi) -> None:
    id = printags_api.create_id(new_order())
    printags_api.native_action(id, "cancellation", {"reason": "changed their mind"})
    assert printags_api.balance == INITIAL_BALANCE - PLAIN_ORDER_TOTAL
    printags_api.native_action(id, "refunds", {"amount": 3_00})
    assert printags_api.total_for(id) == -PLAIN_ORDER_TOTAL + 3_00
    printags_api.native_action(id, "refunds")
    assert (printags_api.total_for(id), printags_api.balance) == (0, INITIAL_BALANCE)
    moved = [(entry.kind, entry.amount, entry.order) for entry in printags_api.entries[1:]]
    assert moved == [("debit", -PLAIN_ORDER_TOTAL, id), ("refund", 3_00, id), ("refund", PLAIN_ORDER_TOTAL - 3_00, id)]
    assert printags_api.request("GET", "/accounts/@me").json()["account"]["balance"] == 1000


def test_an_account_for_which_nothing_is_on_sale(demo: Demo, client: httpx.Client) -> None:
    """It can order once there is something."""
    merchant = open_printags_api(demo.installation, client)
    merchant.set_price_list(NO_MODELS)
    assert merchant.request("GET", "/models").json()["models"] == []
    assert "pvccard_white" in error_message(merchant.create(new_order()))
    merchant.set_price_list(SAMPLE_PRICES)
    merchant.create_id(new_order())
