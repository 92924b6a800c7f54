"""Catalogue and shipping rates: weight, volume, packaging, and the services for a destination."""

from typing import Any

import httpx
import msgspec
import pytest

from tests.conftest import Demo
from tests.dialects.printags.price_list_fixtures import NO_MODELS, SAMPLE_PRICES, with_plain_cards
from tests.dialects.printags.printags_api_fixtures import PrintagsApi, error_message, new_order, open_printags_api

PLAIN_CM3 = 85.6 * 54 * 0.76 / 1000
"""The volume of a card in cubic centimetres: 3.513024."""


def rates(merchant: PrintagsApi, country: str, postcode: str, *items: Any) -> Any:
    """The answer for plain cards: so many, or items."""
    wanted = [{"modelId": "pvccard_white", "quantity": item} if isinstance(item, int) else item for item in items]
    body = {"to_country": country, "to_postal_code": postcode, "items": wanted}
    reply = merchant.request("POST", "/shipping/rates", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def prices(told: Any) -> dict[str, float]:
    return {rate["id"]: rate["price"] for rate in told["rates"]}


def test_what_is_sent_is_weighed_and_measured(printags_api: PrintagsApi) -> None:
    """Two items of one model count together, and each piece is in its packaging: 4 g and 91 x 60 x 0.3 mm."""
    told = rates(printags_api, "FR", "75001", 3, {"modelId": "pvccard_white", "packagingId": "aluminum_protection"})
    assert told["weight"] == 4 * 6 + 4
    assert told["volume"] == pytest.approx(4 * PLAIN_CM3 + 1.638, abs=1e-9)
    assert (told["envelope"]["id"], told["envelope"]["size"]["weight"]) == ("letter", 18)


@pytest.mark.parametrize(
    ("pieces", "envelope"), [(34, "letter"), (35, "mailer"), (333, "mailer"), (334, "box"), (3333, "box"), (3334, None)]
)
def test_the_smallest_envelope_that_takes_it(printags_api: PrintagsApi, pieces: int, envelope: str | None) -> None:
    """A letter takes 120 cubic centimetres, so 34 cards; a mailer 2 kg, so 333; a box 20 kg, so 3333."""
    assert rates(printags_api, "FR", "75001", pieces)["envelope"].get("id") == envelope


def test_for_every_started_batch(printags_api: PrintagsApi) -> None:
    found = [prices(rates(printags_api, "FR", "75001", pieces))["lpf_standard"] for pieces in (1, 21, 22, 42, 43)]
    assert found == [6.24, 6.24, 12.48, 12.48, 18.72]


def test_by_country_and_postcode_the_cheapest_first(printags_api: PrintagsApi) -> None:
    paris, ajaccio = rates(printags_api, "fr", "75001", 1), rates(printags_api, "FR", "20 000", 1)
    assert list(prices(paris).items()) == [("relay_point", 4.9), ("lpf_standard", 6.24), ("courier_express", 15.9)]
    assert prices(ajaccio)["courier_express"] == 29
    assert prices(rates(printags_api, "JP", "100-0001", 1)) == {"lpf_standard": 19.8}
    rate = paris["rates"][1]
    assert (rate["carrier"], rate["currency"], rate["minDays"], rate["maxDays"]) == ("La Poste", "EUR", 2, 5)


def test_what_is_too_heavy_for_a_service(printags_api: PrintagsApi) -> None:
    """A relay point takes 20 kg with the box, which weighs 250 g: 3291 cards of 6 g, and no more."""
    assert "relay_point" in prices(rates(printags_api, "FR", "75001", 3291))
    assert "relay_point" not in prices(rates(printags_api, "FR", "75001", 3292))
    body = new_order({"modelId": "pvccard_white", "quantity": 3292}, carrierServiceId="relay_point")
    body["shipTo"]["servicePoint"] = {"id": "1"}
    assert "20000 g" in error_message(printags_api.create(body))


def test_what_costs_nothing_is_left_out(printags_api: PrintagsApi) -> None:
    service = SAMPLE_PRICES.services["lpf_standard"]
    free = tuple(msgspec.structs.replace(there, price=0) for there in service.destinations)
    services = {**SAMPLE_PRICES.services, "lpf_standard": msgspec.structs.replace(service, destinations=free)}
    printags_api.set_price_list(with_plain_cards("1.75", services=services))
    assert set(prices(rates(printags_api, "FR", "75001", 1))) == {"relay_point", "courier_express"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"to_country": "XX"}, ("to_country", "XX")),
        ({"to_country": "FRA"}, ("to_country", "FRA")),
        ({"to_postal_code": ""}, ("to_postal_code",)),
        ({"items": []}, ("items",)),
        ({"items": [{"modelId": "gold", "quantity": 1}]}, ("items[0].modelId", "gold")),
        ({"items": [{"modelId": "pvccard_white", "packagingId": "box"}]}, ("items[0].packagingId", "box")),
        ({"items": [{"modelId": "pvccard_white", "quantity": 0}]}, ("items[0].quantity",)),
        ({"items": [{"modelId": "pvccard_white", "quantity": 1.5}]}, ("items[0].quantity",)),
    ],
)
def test_what_has_no_rates(printags_api: PrintagsApi, wrong: dict[str, Any], named: tuple[str, ...]) -> None:
    body = {"to_country": "FR", "to_postal_code": "75001", "items": [{"modelId": "pvccard_white"}]} | wrong
    message = error_message(printags_api.request("POST", "/shipping/rates", json=body))
    assert [word for word in named if word not in message] == []


def test_an_account_sees_its_own_list(demo: Demo, client: httpx.Client, printags_api: PrintagsApi) -> None:
    printags_api.set_price_list(NO_MODELS)
    assert printags_api.request("GET", "/models").json() == {"success": True, "models": []}
    models = open_printags_api(demo.installation, client).request("GET", "/models").json()["models"]
    card = next(model for model in models if model["id"] == "pvccard_white")
    size = {"width": 85.6, "height": 54, "length": 0.76, "weight": 6}
    assert card == {"id": "pvccard_white", "size": size, "prices": [], "canBeEncoded": False}
