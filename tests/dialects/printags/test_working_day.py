"""A Printags client's whole working day, with httpx and with the library's client."""

from typing import Any

from tests.app.files.artwork_fixtures import image
from tests.dialects.printags.client_fixtures import LibraryClient, PrintagsClient
from tests.dialects.printags.printags_api_fixtures import INITIAL_BALANCE, PrintagsApi, new_order, recipient

CARD = "ntag213_pvccard_white"
URI = {"type": "uri", "content": "https://example.com/jean"}


def test_from_the_account_to_the_tracking_number(printags_api: PrintagsApi, printags_client: PrintagsClient) -> None:
    account = printags_client.account()
    assert (account["id"], account["balance"], account["minimal_balance"]) == (printags_api.account, 1000, 0)
    assert CARD in [model["id"] for model in printags_client.models() if model["canBeEncoded"]]
    wanted = {"to_country": "FR", "to_postal_code": "75001", "items": [{"modelId": CARD, "quantity": 3}]}
    chosen = next(rate for rate in printags_client.rates(wanted)["rates"] if rate["carrierServiceId"] == "lpf_standard")
    assert chosen["price"] == 6.24
    front, back = (printags_client.upload(image(colour=colour)) for colour in (11, 12))
    group = {
        "modelId": CARD,
        "quantity": 3,
        "nfc": URI,
        "printingVisuals": [front, back],
        "metadata": {"internalId": 7},
    }
    body = new_order(group, carrierServiceId=chosen["carrierServiceId"], metadata={"shop": {"order": 17}})
    id = printags_client.create(body)

    # Three cards at 2.25 and 0.10 for writing and 4.00 for printing each, and 6.24 for sending.
    assert printags_client.account()["balance"] == 1000 - 25.29
    order = printags_client.order(id)
    assert (order["status"], order["total"], order["shippings"]) == ("created", 25.29, [])
    assert [piece["status"] for piece in order["products"]] == ["created"] * 3
    assert [[file["id"] for file in piece["files"]] for piece in order["products"]] == [[front, back]] * 3
    assert [piece["metadata"] for piece in order["products"]] == [{"internalId": 7}] * 3
    assert printags_client.file(back) == image(colour=12)

    printags_api.native_action(id, "acceptance")
    printags_api.native_action(id, "steps", {"step": "manufacturing"})
    assert printags_client.order(id)["status"] == "manufacturing"
    first, *rest = [piece["id"] for piece in order["products"]]
    printags_api.native_action(id, "shipments", {"carrier": "La Poste", "tracking_number": "6A001", "units": [first]})
    partly = printags_client.order(id)
    assert (partly["status"], [piece["status"] for piece in partly["products"]].count("shipped")) == (
        "manufacturing",
        1,
    )
    assert partly["shippings"][0]["products"] == {CARD: 1}
    printags_api.native_action(id, "shipments", {"tracking_number": "6A002", "units": rest})
    shipped = printags_client.order(id)
    assert shipped["status"] == "shipped"
    assert [parcel["trackingNumber"] for parcel in shipped["shippings"]] == ["6A001", "6A002"]
    held = {piece["id"]: [parcel["trackingNumber"] for parcel in piece["shippings"]] for piece in shipped["products"]}
    assert held == {first: ["6A001"], rest[0]: ["6A002"], rest[1]: ["6A002"]}
    printags_api.native_action(id, "deliveries")
    assert printags_client.order(id)["status"] == "delivered"


def test_products_and_groups_in_one_order(printags_client: PrintagsClient) -> None:
    body = new_order({"modelId": CARD, "quantity": 2}, products=[{"modelId": "pvccard_white", "quantity": 1}])
    order = printags_client.order(printags_client.create(body))
    assert [(group["modelId"], group["quantity"]) for group in order["product_groups"]] == [
        ("pvccard_white", 1),
        (CARD, 2),
    ]
    assert [piece["model"]["id"] for piece in order["products"]] == ["pvccard_white", CARD, CARD]
    assert len({piece["id"] for piece in order["products"]}) == 3


def test_everything_that_a_chip_can_say(printags_client: PrintagsClient) -> None:
    said: list[dict[str, Any]] = [
        {"type": "empty"},
        URI,
        {"type": "text", "content": "Zoé"},
        {"type": "dynamic", "content": "", "dynamic": {"baseUrl": "https://example.com/r", "records": {}}},
    ]
    order = printags_client.order(
        printags_client.create(new_order(*({"modelId": CARD, "quantity": 2, "nfc": nfc} for nfc in said)))
    )
    kinds = [(group["nfc"]["type"], group["nfc"]["content"]) for group in order["product_groups"]]
    assert kinds == [("empty", ""), ("uri", URI["content"]), ("text", "Zoé"), ("dynamic", "")]
    assert order["product_groups"][3]["nfc"]["dynamic"]["baseUrl"] == "https://example.com/r"
    assert isinstance(order["product_groups"][3]["nfc"]["dynamic"]["records"]["recordId"], int)


def test_a_draft_costs_nothing_until_it_is_validated(
    printags_api: PrintagsApi, printags_client: PrintagsClient
) -> None:
    id = printags_client.create(new_order(isDraft=True))
    assert (printags_client.order(id)["status"], printags_api.balance) == ("draft", INITIAL_BALANCE)
    prices = printags_client.validate(id)
    nothing = {"encoding": 0, "printing": 0, "packaging": 0, "recordOptions": 0}
    assert prices == {
        "products": [
            {
                "index": 0,
                "quantity": 2,
                "modelId": "pvccard_white",
                "unit_charges": {**nothing, "model": 1.75},
                "charges": {**nothing, "model": 3.5},
                "price": 3.5,
                "unit_price": 1.75,
            }
        ],
        "shipping": {"transporter": "lpf_standard", "price": 6.24},
        "total": 9.74,
    }
    assert (printags_client.order(id)["status"], printags_api.balance) == ("validated", INITIAL_BALANCE - 9_74)


def test_to_a_pick_up_point(printags_client: PrintagsClient) -> None:
    to = recipient(servicePoint={"id": "12624766", "country": "LU"})
    order = printags_client.order(printags_client.create(new_order(shipTo=to, carrierServiceId="relay_point")))
    assert order["shipTo"]["servicePoint"] == {"id": "12624766", "country": "LU"}


def test_the_vendors_own_example_of_a_recipient(printags_client: PrintagsClient) -> None:
    """The page sends a parcel by `lpf_standard` to a pick-up point in another country, and names the recipient's id."""
    id = "123e4567-e89b-12d3-a456-426614174000"
    to = recipient(id=id, servicePoint={"id": "12624766", "country": "LU"})
    order = printags_client.order(printags_client.create(new_order(shipTo=to, carrierServiceId="lpf_standard")))
    assert order["shipTo"]["id"] == id


def test_found_again(printags_client: PrintagsClient) -> None:
    body = new_order(
        reference="Order-JeanDupont-2024", metadata={"shop": {"order": 17, "of": "Lyon"}, "tags": ["a", "b"]}
    )
    wanted, other = printags_client.create(body), printags_client.create(new_order(reference="order-jeandupont-2024"))

    def found(**query: Any) -> list[str]:
        return [order["id"] for order in printags_client.find(**query)]

    assert found(reference="Order-JeanDupont-2024") == [wanted]
    assert found(reference="Order-JeanDupont") == []
    assert found(metadata={"shop": {"order": 17}}) == [wanted]
    assert found(metadata={"shop": {"order": "17"}}) == []
    assert found(metadata={"tags": ["a", "b"]}) == [wanted]
    assert found(metadata={"shop": {"order": 17}}, reference="order-jeandupont-2024") == []
    assert found(metadata={}) == found() == [other, wanted]


def test_by_the_whole_reference(printags_client: PrintagsClient) -> None:
    """However long it is, and with its blanks."""
    long = "x" * 254
    given = [f"{long}1", f"{long}2", "B", " B"]
    made = [printags_client.create(new_order(reference=reference, isDraft=True)) for reference in given]
    assert [[order["id"] for order in printags_client.find(reference=reference)] for reference in given] == [
        [id] for id in made
    ]


def test_the_empty_parameters_of_the_vendors_example(printags_api: PrintagsApi) -> None:
    id = printags_api.create_id(new_order())
    reply = printags_api.request("GET", "/accounts/@me/orders/find?metadata&reference&fields")
    assert [order["id"] for order in reply.json()["orders"]] == [id]
    assert reply.json()["orders"] == [printags_api.order(id)]


def test_only_the_members_that_are_asked_for(printags_client: PrintagsClient) -> None:
    id = printags_client.create(new_order())
    assert printags_client.find(fields="status, total") == [{"id": id, "status": "created", "total": 9.74}]


def test_a_hundred_at_a_time(printags_api: PrintagsApi) -> None:
    """Newest first, each once, through the Link header; the new ones that come in between are on no later page."""
    made = [printags_api.create_id(new_order({"modelId": "pvccard_white"}, isDraft=True)) for _ in range(103)]
    first = printags_api.request("GET", "/accounts/@me/orders/find?fields=id")
    through = LibraryClient(printags_api).api.iter_orders(fields="status")
    begun = next(through)
    printags_api.create_id(new_order(isDraft=True))
    second = printags_api.request("GET", first.links["next"]["url"])
    assert "next" not in second.links
    pages = [[order["id"] for order in page.json()["orders"]] for page in (first, second)]
    assert len(pages[0]) == 100
    assert pages[0] + pages[1] == made[::-1] == [begun.id, *(order.id for order in through)]


def test_twenty_statuses(printags_client: PrintagsClient) -> None:
    statuses = printags_client.statuses()
    assert len({status["name"] for status in statuses}) == len({status["id"] for status in statuses}) == 20
    assert {"id": 19, "name": "in_queue"} in statuses


def test_carriers_and_their_services(printags_client: PrintagsClient) -> None:
    """Every service that is told can be ordered by, and what rates offer is among them."""
    services = {service["id"] for carrier in printags_client.carriers() for service in carrier["services"]}
    wanted = {"to_country": "FR", "to_postal_code": "75001", "items": [{"modelId": CARD}]}
    rates = printags_client.rates(wanted)["rates"]
    assert {rate["id"] for rate in rates} <= services
    point = {"id": "1"}
    for rate in rates:
        to = recipient(servicePoint=point) if rate["id"] == "relay_point" else recipient()
        order = printags_client.order(
            printags_client.create(new_order({"modelId": CARD}, shipTo=to, carrierServiceId=rate["id"]))
        )
        assert round((order["total"] - 2.25) * 100) == round(rate["price"] * 100)
