"""Packagings of lines, empty chips, and members of other generations of the vendor's API."""

from typing import Any

import msgspec
import pytest

from tests.dialects.printags.price_list_fixtures import SAMPLE_PRICES
from tests.dialects.printags.printags_api_fixtures import (
    INITIAL_BALANCE,
    PLAIN_ORDER_TOTAL,
    PrintagsApi,
    error_message,
    new_order,
)

SLEEVE = "aluminum_protection"
SLEEVE_PRICE = 0.35


def validated_prices(api: PrintagsApi, draft: str) -> dict[str, Any]:
    prices: dict[str, Any] = api.request("POST", f"/accounts/@me/orders/{draft}/validate").json()["prices"]
    return prices


def test_a_packaging_is_charged_and_shown(printags_api: PrintagsApi) -> None:
    lines: list[dict[str, Any]] = [
        {"modelId": "pvccard_white", "quantity": 2, "packagingId": SLEEVE},
        {"modelId": "pvccard_white"},
    ]
    draft = printags_api.create_id(new_order(*lines, isDraft=True))
    first, second = validated_prices(printags_api, draft)["products"]
    assert first["unit_charges"]["packaging"] - second["unit_charges"]["packaging"] == pytest.approx(SLEEVE_PRICE)
    assert first["unit_price"] - second["unit_price"] == pytest.approx(SLEEVE_PRICE)
    assert printags_api.balance == INITIAL_BALANCE - PLAIN_ORDER_TOTAL - 1_75 - 2 * 35
    components = [line["components"] for line in printags_api.native_order(draft)["lines"]]
    assert [(one["sku"], one["name"], one["quantity"], one["unit_price"]) for one in components[0]] == [
        (SLEEVE, "Aluminium sleeve", 1, "0.35")
    ]
    assert components[1] is None


def test_a_packaging_weighs_in_the_parcel(printags_api: PrintagsApi) -> None:
    """As it does in the rates that a client asks for beforehand."""
    card, sleeve = SAMPLE_PRICES.models["pvccard_white"], SAMPLE_PRICES.packagings[SLEEVE]
    service = SAMPLE_PRICES.services["lpf_standard"]
    limited = msgspec.structs.replace(service, max_weight=card.weight + sleeve.weight / 2)
    prices = msgspec.structs.replace(SAMPLE_PRICES, services={"lpf_standard": limited}, envelopes=())
    printags_api.set_price_list(prices)
    printags_api.create_id(new_order({"modelId": "pvccard_white"}))
    packed = new_order({"modelId": "pvccard_white", "packagingId": SLEEVE})
    assert "weighs" in error_message(printags_api.create(packed))


@pytest.mark.parametrize("lines", ["groups", "products"])
def test_a_line_without_chip_content_is_empty(printags_api: PrintagsApi, lines: str) -> None:
    body = new_order()
    body[lines] = [{"modelId": model} for model in ("pvccard_white", "ntag213_pvccard_white")]
    if lines == "products":
        del body["groups"]
    order = printags_api.order(printags_api.create_id(body))
    assert [group["nfc"]["type"] for group in order["product_groups"]] == ["empty", "empty"]


def test_empty_members_of_an_earlier_generation_do_no_harm(printags_api: PrintagsApi) -> None:
    printags_api.create_id(new_order(shippingLetter=[], shippingFiles=None))


def test_bodies_of_other_generations_are_rejected_by_name(printags_api: PrintagsApi) -> None:
    first = new_order()
    del first["shipTo"]["address"]["addressLine1"]
    first["shipTo"]["address"]["addressLine"] = ["10 rue de la République"]
    assert "addressLine1" in error_message(printags_api.create(first))
    third = new_order()
    third["items"] = [{"productId": "ntag213_pvccard_white", "quantity": 50}]
    del third["groups"]
    assert "`products` and `groups`" in error_message(printags_api.create(third))
