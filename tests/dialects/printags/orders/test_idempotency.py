"""Idempotency: with lost responses and concurrent requests there is one order and one debit each."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.app.files.artwork_fixtures import image
from tests.conftest import Demo
from tests.dialects.printags.client_fixtures import LibraryClient
from tests.dialects.printags.price_list_fixtures import NO_MODELS, with_plain_cards
from tests.dialects.printags.printags_api_fixtures import (
    INITIAL_BALANCE,
    PLAIN_ORDER_TOTAL,
    PrintagsApi,
    error_message,
    new_order,
    open_printags_api,
)
from tests.http_client.transport_fixtures import ForwardingTransport, LossyTransport

SEEDS = range(6)
MANY = 50


def unlucky(merchant: PrintagsApi, seed: int) -> PrintagsApi:
    """The same merchant, on a line that loses half of everything."""
    transport = LossyTransport(ForwardingTransport(merchant.client), seed)
    return merchant._replace(client=httpx.Client(transport=transport, base_url=merchant.client.base_url))


def until_answered(merchant: PrintagsApi, method: str, path: str, **more: Any) -> httpx.Response:
    """The first answer that is the server's own: it is asked again and again, as a program would."""
    for _ in range(100):
        try:
            headers = {"Authorization": f"Bearer {merchant.tokens['merchant']}"} | more.get("headers", {})
            reply = merchant.client.request(method, path, **{**more, "headers": headers})
        except httpx.TransportError:
            continue
        if reply.status_code != 504:
            return reply
    raise AssertionError("a hundred mishaps in a row")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_client_that_sends_keys(printags_api: PrintagsApi, seed: int) -> None:
    """Every call is made again until it is answered: upload, order, draft and validation."""
    lost = unlucky(printags_api, seed)

    def ask(path: str, key: str, **more: Any) -> Any:
        reply = until_answered(lost, "POST", f"/accounts/@me/{path}", headers={"Idempotency-Key": key}, **more)
        assert reply.status_code == 200, reply.text
        return reply.json()

    front = ask("files", "f", files={"file": ("a.png", image(colour=seed))})["files"]["file"]["id"]
    firm = ask("orders", "a", json=new_order({"modelId": "pvccard_white", "printingVisuals": [front]}))["orderId"]
    draft = ask("orders", "b", json=new_order(isDraft=True))["orderId"]
    prices = ask(f"orders/{draft}/validate", "c")["prices"]
    again = ask("orders", "a", json=new_order({"modelId": "pvccard_white", "printingVisuals": [front]}))
    assert (prices["total"], again["orderId"]) == (9.74, firm)
    orders = printags_api.request("GET", "/accounts/@me/orders/find?fields=id").json()["orders"]
    assert [order["id"] for order in orders] == [draft, firm]
    assert [(entry.amount, entry.order) for entry in printags_api.entries[1:]] == [
        (-11_99, firm),
        (-PLAIN_ORDER_TOTAL, draft),
    ]
    assert len(printags_api.stored_state()["files"]) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_client_asks_again_by_itself_where_it_has_a_key(printags_api: PrintagsApi, seed: int) -> None:
    lost = LibraryClient(printags_api, LossyTransport(ForwardingTransport(printags_api.client), seed))
    front = lost.api.upload_file(image(colour=seed), idempotency_key="f").id
    card = {"modelId": "pvccard_white", "printingVisuals": [front]}
    firm, draft = lost.create(new_order(card), "a"), lost.create(new_order(isDraft=True), "b")
    assert lost.validate(draft, "c")["total"] == 9.74
    assert [order["id"] for order in lost.find()] == [draft, firm]
    assert [(entry.amount, entry.order) for entry in printags_api.entries[1:]] == [
        (-11_99, firm),
        (-PLAIN_ORDER_TOTAL, draft),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_client_that_cannot_send_headers(demo: Demo, client: httpx.Client, seed: int) -> None:
    """Its account takes one order per reference: the same request again is answered with the same order."""
    merchant = open_printags_api(demo.installation, client, one_order_per_reference=True)
    lost = unlucky(merchant, seed)
    front = [
        until_answered(lost, "POST", "/accounts/@me/files", files={"file": ("a.png", image(colour=7))}).json()
        for _ in range(3)
    ]
    assert front[0] == front[1] == front[2]
    ids = [
        until_answered(lost, "POST", "/accounts/@me/orders", json=new_order(reference=reference, isDraft=draft)).json()
        for reference, draft in (("A-1", False), ("A-2", True), ("A-1", False), ("A-2", True))
    ]
    assert ids[:2] == ids[2:]
    draft = ids[1]["orderId"]
    until_answered(lost, "POST", f"/accounts/@me/orders/{draft}/validate")
    assert merchant.order(draft)["status"] == "validated"
    assert (merchant.balance, len(merchant.entries)) == (INITIAL_BALANCE - 2 * PLAIN_ORDER_TOTAL, 3)
    assert (len(merchant.stored_state()["orders"]), len(merchant.stored_state()["files"])) == (2, 1)


def test_one_order_per_reference(demo: Demo, client: httpx.Client) -> None:
    """Another order under it is refused, and so is the same in a new price list's words; without one, all are new."""
    merchant = open_printags_api(demo.installation, client, one_order_per_reference=True)
    first = merchant.create(new_order())
    again = merchant.create(new_order())
    assert "idempotent-replayed" not in first.headers
    assert again.headers.get_list("idempotent-replayed") == ["true"]
    assert again.json() == first.json()
    before = merchant.stored_state()
    assert first.json()["orderId"] in error_message(
        merchant.create(new_order({"modelId": "pvccard_white", "quantity": 3}))
    )
    assert "A-1" in error_message(merchant.create(new_order(isDraft=True)))
    assert merchant.stored_state() == before
    unnamed = {merchant.create_id(new_order(reference=reference)) for reference in (None, "", None, " ", " ")}
    assert len(unnamed) == 5


def test_both_ways_of_asking_again(demo: Demo, client: httpx.Client) -> None:
    """A key for an order that was there already is answered with that order, each time with one word about it."""
    merchant = open_printags_api(demo.installation, client, one_order_per_reference=True)
    id = merchant.create_id(new_order())
    replies = [merchant.create(new_order(), **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert [reply.json()["orderId"] for reply in replies] == [id, id]
    assert [reply.headers.get_list("idempotent-replayed") for reply in replies] == [["true"], ["true"]]


def test_the_same_again_although_the_list_has_changed(demo: Demo, client: httpx.Client) -> None:
    """Who asks again is answered with the order of before, whatever is on sale by now, and whatever it costs."""
    merchant = open_printags_api(demo.installation, client, one_order_per_reference=True, paid_in=PLAIN_ORDER_TOTAL)
    id = merchant.create_id(new_order())
    merchant.set_price_list(with_plain_cards("2.75"))
    assert merchant.create_id(new_order()) == id
    merchant.set_price_list(NO_MODELS)
    assert merchant.create_id(new_order()) == id
    assert merchant.balance == 0


def test_a_key_for_two_orders(printags_api: PrintagsApi) -> None:
    first = printags_api.create(new_order(), **{"Idempotency-Key": "k"})
    before = printags_api.stored_state()
    error_message(printags_api.create(new_order(reference="B"), **{"Idempotency-Key": "k"}), 422)
    again = printags_api.create(new_order(), **{"Idempotency-Key": "k"})
    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")
    assert printags_api.stored_state() == before


def test_a_key_of_a_refused_order_can_be_used_again(printags_api: PrintagsApi) -> None:
    error_message(printags_api.create(new_order({"modelId": "gold"}), **{"Idempotency-Key": "k"}))
    assert printags_api.create(new_order(), **{"Idempotency-Key": "k"}).status_code == 200


def test_many_who_mean_the_same_order(demo: Demo, client: httpx.Client) -> None:
    merchant = open_printags_api(demo.installation, client, one_order_per_reference=True)
    with ThreadPoolExecutor(10) as crowd:
        replies = list(crowd.map(lambda _: merchant.create(new_order()), range(10)))
    assert len({reply.json()["orderId"] for reply in replies}) == 1
    assert merchant.balance == INITIAL_BALANCE - PLAIN_ORDER_TOTAL


def test_many_who_validate_the_same_draft(printags_api: PrintagsApi) -> None:
    id = printags_api.create_id(new_order(isDraft=True))
    with ThreadPoolExecutor(10) as crowd:
        path = f"/accounts/@me/orders/{id}/validate"
        replies = list(crowd.map(lambda _: printags_api.request("POST", path).status_code, range(10)))
    assert sorted(replies) == [200] + [400] * 9
    assert printags_api.balance == INITIAL_BALANCE - PLAIN_ORDER_TOTAL


def test_fifty_at_once_spend_what_there_is(demo: Demo, client: httpx.Client) -> None:
    """Until it is gone: every order that was placed is paid, nobody gets below the floor, and no number is missing."""
    floor = -20_00
    merchant = open_printags_api(demo.installation, client, paid_in=400_00, minimal_balance=floor)
    chance = random.Random(4)
    bodies = [new_order({"modelId": "pvccard_white", "quantity": chance.randint(1, 9)}) for _ in range(MANY)]
    with ThreadPoolExecutor(MANY) as crowd:
        replies = list(crowd.map(merchant.create, bodies))
    placed = [reply.json()["orderId"] for reply in replies if reply.status_code == 200]
    refused = [body for body, reply in zip(bodies, replies, strict=True) if reply.status_code == 400]
    assert len(placed) + len(refused) == MANY
    assert len(placed) > 10
    assert len(refused) > 5
    totals = [round(merchant.order(id)["total"] * 100) for id in placed]
    assert [merchant.total_for(id) for id in placed] == [-total for total in totals]
    assert merchant.balance == 400_00 - sum(totals)
    wanted = min(body["groups"][0]["quantity"] * 1_75 + 6_24 for body in refused)
    assert floor <= merchant.balance < floor + wanted
    assert [entry.number for entry in merchant.entries] == list(range(1, len(placed) + 2))
    assert sorted(merchant.native_order(id)["number"] for id in placed) == list(range(1, len(placed) + 1))
    assert len(merchant.stored_state()["orders"]) == len(placed)


def test_an_amendment_gives_no_order_a_reference_that_another_one_has(demo: Demo, client: httpx.Client) -> None:
    merchant = open_printags_api(demo.installation, client, one_order_per_reference=True)
    first, other = merchant.create_id(new_order(reference="A-1")), merchant.create_id(new_order(reference="A-2"))
    for reference, status in (("A-1", 409), ("A-2", 200), ("A-3", 200)):
        reply = merchant.request(
            "PATCH", f"/v1/orders/{other}", "workshop", json={"reference": reference}, headers={"If-Match": "*"}
        )
        assert reply.status_code == status
    assert [merchant.order(id)["reference"] for id in (first, other)] == ["A-1", "A-3"]
    taken = merchant.request(
        "PATCH", f"/v1/orders/{other}", "workshop", json={"reference": "A-1"}, headers={"If-Match": "*"}
    ).json()
    assert (taken["code"], taken["order"]) == ("reference-taken", first)
