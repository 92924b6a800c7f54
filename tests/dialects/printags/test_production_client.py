"""Requests of a known production client of Printags: what it sends and reads, and how it follows an order."""

import re
from typing import Any

import httpx
import pytest

from tests.app.files.artwork_fixtures import image
from tests.conformance.operation_fixtures import UNKNOWN_ACCOUNT
from tests.dialects.printags.printags_api_fixtures import INITIAL_BALANCE, PrintagsApi

RATES_UNDER = ("rates", "carriers", "services", "shippingRates", "carrierServices", "data")
IDS = ("serviceId", "carrierServiceId", "id", "code", "service")
PRICES = ("price", "amount", "cost", "rate", "total")
REFUSED = re.compile(r"[^a-zA-Z0-9à-öø-ÿÀ-ÖØ-ß\-._ ',]")
FORWARD = ["created", "validated", "in_queue", "processing", "manufacturing", "packaged", "shipped", "delivered"]


class ProductionClient:
    """What the program does, with the account's id and a token as its two settings."""

    def __init__(self, merchant: PrintagsApi) -> None:
        self._client = merchant.client
        self._headers = {"Authorization": f"Bearer {merchant.tokens['merchant']}"}
        self._account = f"/accounts/{merchant.account}"
        self.status, self.tracking = "created", ""

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self._client.request(method, path, headers=self._headers, **more)

    def artwork(self, content: bytes) -> str:
        """The id of an uploaded picture."""
        reply = self._ask("POST", f"{self._account}/files", files={"file": ("front.png", content, "image/png")})
        id: str = reply.json()["files"]["file"]["id"]
        return id

    def cheapest(self, country: str, postcode: str, quantity: int) -> tuple[str, float]:
        """The service and its price in euros, wherever the answer has them."""
        items = [{"modelId": "pvccard_white", "quantity": quantity}]
        wanted = {"to_country": country, "to_postal_code": postcode, "items": items}
        reply = self._ask("POST", "/shipping/rates", json=wanted).json()
        rates = next((reply[name] for name in RATES_UNDER if isinstance(reply.get(name), list)), reply)
        euros = [rate for rate in rates if rate.get("currency", rate.get("currencyCode", "EUR")) == "EUR"]
        found = [(_first(rate, IDS), float(_first(rate, PRICES))) for rate in euros if _first(rate, PRICES) > 0]
        return min(found, key=lambda one: one[1])

    def buy(self, service: str, art: list[str], line: str, reference: str) -> str:
        """The id of a new order, sent with what the program makes of an address."""
        address = {"addressLine1": _cleaned(line), "city": "Paris", "postcode": "75001", "countryCode": "FR"}
        group = {
            "modelId": "pvccard_white",
            "quantity": 2,
            "nfc": {"type": "empty"},
            "printingVisuals": art,
            "metadata": {"internalId": reference},
        }
        to = {"name": "Zoé", "phone": "", "email": "", "address": address}
        body = {"isDraft": False, "reference": reference, "carrierServiceId": service, "shipTo": to, "groups": [group]}
        reply = self._ask("POST", f"{self._account}/orders", json=body)
        id: str = reply.json()["orderId"]
        return id

    def poll(self, id: str) -> None:
        """Takes what is new: a status that is further along, and the tracking number of the first parcel."""
        order = self._ask("GET", f"{self._account}/orders/{id}").json()["order"]
        if FORWARD.index(order["status"]) > FORWARD.index(self.status):
            self.status = order["status"]
        self.tracking = next((parcel.get("trackingNumber") or "" for parcel in order["shippings"]), "") or self.tracking

    def preview(self, file: str) -> tuple[bytes, str] | None:
        """A picture's bytes and type; None where there is no such file."""
        reply = self._ask("GET", f"{self._account}/files/{file}")
        return None if reply.status_code == 404 else (reply.content, reply.headers["content-type"])


def _first(rate: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next(rate[name] for name in names if name in rate)


def _cleaned(line: str) -> str:
    return REFUSED.sub(" ", re.sub(r"[/\\|]", "-", line).replace("&", "and"))


def test_its_whole_day(printags_api: PrintagsApi) -> None:
    shop = ProductionClient(printags_api)
    art = [shop.artwork(image(colour=colour)) for colour in (21, 22)]
    assert shop.preview(art[0]) == (image(colour=21), "image/png")
    assert shop.preview(UNKNOWN_ACCOUNT) is None
    service, price = shop.cheapest("FR", "75001", 2)
    assert (service, price) == ("relay_point", 4.90)
    id = shop.buy("lpf_standard", art, "71/57 rue A & B #3", "0A1B-2C3D")
    assert printags_api.balance == INITIAL_BALANCE - (2 * (1_75 + 4_00) + 6_24)
    assert printags_api.order(id)["shipTo"]["address"]["addressLine1"] == "71-57 rue A and B  3"
    seen = []
    for verb, body in (
        ("acceptance", None),
        ("steps", {"step": "manufacturing"}),
        ("steps", {"step": "packaged"}),
        ("shipments", {"tracking_number": "6A0123"}),
        ("deliveries", None),
    ):
        printags_api.native_action(id, verb, body)
        shop.poll(id)
        seen.append((shop.status, shop.tracking))
    assert seen == [
        ("validated", ""),
        ("manufacturing", ""),
        ("packaged", ""),
        ("shipped", "6A0123"),
        ("delivered", "6A0123"),
    ]


@pytest.mark.parametrize("line", ["71/57 rue X", "rue X № 3", "ul. Łąkowa 5", "10 rue X (B)"])
def test_what_it_makes_of_any_address_is_taken(printags_api: PrintagsApi, line: str) -> None:
    """The rule that it learnt from refusals is the rule here."""
    assert ProductionClient(printags_api).buy("lpf_standard", [], line, "0A1B-2C3D")
