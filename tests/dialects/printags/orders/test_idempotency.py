"""Once: whatever gets lost on the way, and however many ask at once, there is one order and one debit for each wish."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.app.files.artwork_fixtures import picture
from tests.conftest import Demo
from tests.dialects.printags.client_fixtures import Onward, WithClient
from tests.dialects.printags.price_list_fixtures import SOLD_OUT, with_plain_cards
from tests.dialects.printags.printags_api_fixtures import PAID_IN, PLAIN, Merchant, asked, message, opened
from tests.http_client.transport_fixtures import Unlucky

SEEDS = range(6)
MANY = 50


def unlucky(merchant: Merchant, seed: int) -> Merchant:
    """The same merchant, on a line that loses half of everything."""
    transport = Unlucky(Onward(merchant.client), seed)
    return merchant._replace(client=httpx.Client(transport=transport, base_url=merchant.client.base_url))


def until_answered(merchant: Merchant, method: str, path: str, **more: Any) -> httpx.Response:
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
def test_a_client_that_sends_keys(merchant: Merchant, seed: int) -> None:
    """Every call is made again until it is answered: upload, order, draft and validation."""
    lost = unlucky(merchant, seed)

    def ask(path: str, key: str, **more: Any) -> Any:
        reply = until_answered(lost, "POST", f"/accounts/@me/{path}", headers={"Idempotency-Key": key}, **more)
        assert reply.status_code == 200, reply.text
        return reply.json()

    front = ask("files", "f", files={"file": ("a.png", picture(colour=seed))})["files"]["file"]["id"]
    firm = ask("orders", "a", json=asked({"modelId": "pvccard_white", "printingVisuals": [front]}))["orderId"]
    draft = ask("orders", "b", json=asked(isDraft=True))["orderId"]
    prices = ask(f"orders/{draft}/validate", "c")["prices"]
    again = ask("orders", "a", json=asked({"modelId": "pvccard_white", "printingVisuals": [front]}))
    assert (prices["total"], again["orderId"]) == (9.74, firm)
    found = merchant.ask("GET", "/accounts/@me/orders/find?fields=id").json()["orders"]
    assert [order["id"] for order in found] == [draft, firm]
    assert [(entry.amount, entry.order) for entry in merchant.entries[1:]] == [(-11_99, firm), (-PLAIN, draft)]
    assert len(merchant.standing()["files"]) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_the_client_asks_again_by_itself_where_it_has_a_key(merchant: Merchant, seed: int) -> None:
    lost = WithClient(merchant, Unlucky(Onward(merchant.client), seed))
    front = lost.api.upload_file(picture(colour=seed), idempotency_key="f").id
    card = {"modelId": "pvccard_white", "printingVisuals": [front]}
    firm, draft = lost.create(asked(card), "a"), lost.create(asked(isDraft=True), "b")
    assert lost.validate(draft, "c")["total"] == 9.74
    assert [order["id"] for order in lost.find()] == [draft, firm]
    assert [(entry.amount, entry.order) for entry in merchant.entries[1:]] == [(-11_99, firm), (-PLAIN, draft)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_client_that_cannot_send_headers(demo: Demo, client: httpx.Client, seed: int) -> None:
    """Its account takes one order per reference: the same request again is answered with the same order."""
    merchant = opened(demo.house, client, one_order_per_reference=True)
    lost = unlucky(merchant, seed)
    front = [
        until_answered(lost, "POST", "/accounts/@me/files", files={"file": ("a.png", picture(colour=7))}).json()
        for _ in range(3)
    ]
    assert front[0] == front[1] == front[2]
    ids = [
        until_answered(lost, "POST", "/accounts/@me/orders", json=asked(reference=reference, isDraft=draft)).json()
        for reference, draft in (("A-1", False), ("A-2", True), ("A-1", False), ("A-2", True))
    ]
    assert ids[:2] == ids[2:]
    draft = ids[1]["orderId"]
    until_answered(lost, "POST", f"/accounts/@me/orders/{draft}/validate")
    assert merchant.order(draft)["status"] == "validated"
    assert (merchant.balance, len(merchant.entries)) == (PAID_IN - 2 * PLAIN, 3)
    assert (len(merchant.standing()["orders"]), len(merchant.standing()["files"])) == (2, 1)


def test_one_order_per_reference(demo: Demo, client: httpx.Client) -> None:
    """Another order under it is refused, and so is the same in a new price list's words; without one, all are new."""
    merchant = opened(demo.house, client, one_order_per_reference=True)
    first = merchant.create(asked())
    again = merchant.create(asked())
    assert "idempotent-replayed" not in first.headers
    assert again.headers.get_list("idempotent-replayed") == ["true"]
    assert again.json() == first.json()
    before = merchant.standing()
    assert first.json()["orderId"] in message(merchant.create(asked({"modelId": "pvccard_white", "quantity": 3})))
    assert "A-1" in message(merchant.create(asked(isDraft=True)))
    assert merchant.standing() == before
    unnamed = {merchant.created(asked(reference=reference)) for reference in (None, "", None, " ", " ")}
    assert len(unnamed) == 5


def test_both_ways_of_asking_again(demo: Demo, client: httpx.Client) -> None:
    """A key for an order that was there already is answered with that order, each time with one word about it."""
    merchant = opened(demo.house, client, one_order_per_reference=True)
    id = merchant.created(asked())
    replies = [merchant.create(asked(), **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert [reply.json()["orderId"] for reply in replies] == [id, id]
    assert [reply.headers.get_list("idempotent-replayed") for reply in replies] == [["true"], ["true"]]


def test_the_same_again_although_the_list_has_changed(demo: Demo, client: httpx.Client) -> None:
    """Who asks again is answered with the order of before, whatever is on sale by now, and whatever it costs."""
    merchant = opened(demo.house, client, one_order_per_reference=True, paid_in=PLAIN)
    id = merchant.created(asked())
    merchant.priced(with_plain_cards("2.75"))
    assert merchant.created(asked()) == id
    merchant.priced(SOLD_OUT)
    assert merchant.created(asked()) == id
    assert merchant.balance == 0


def test_a_key_for_two_orders(merchant: Merchant) -> None:
    first = merchant.create(asked(), **{"Idempotency-Key": "k"})
    before = merchant.standing()
    message(merchant.create(asked(reference="B"), **{"Idempotency-Key": "k"}), 422)
    again = merchant.create(asked(), **{"Idempotency-Key": "k"})
    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")
    assert merchant.standing() == before


def test_a_key_of_a_refused_order_can_be_used_again(merchant: Merchant) -> None:
    message(merchant.create(asked({"modelId": "gold"}), **{"Idempotency-Key": "k"}))
    assert merchant.create(asked(), **{"Idempotency-Key": "k"}).status_code == 200


def test_many_who_mean_the_same_order(demo: Demo, client: httpx.Client) -> None:
    merchant = opened(demo.house, client, one_order_per_reference=True)
    with ThreadPoolExecutor(10) as crowd:
        replies = list(crowd.map(lambda _: merchant.create(asked()), range(10)))
    assert len({reply.json()["orderId"] for reply in replies}) == 1
    assert merchant.balance == PAID_IN - PLAIN


def test_many_who_validate_the_same_draft(merchant: Merchant) -> None:
    id = merchant.created(asked(isDraft=True))
    with ThreadPoolExecutor(10) as crowd:
        path = f"/accounts/@me/orders/{id}/validate"
        replies = list(crowd.map(lambda _: merchant.ask("POST", path).status_code, range(10)))
    assert sorted(replies) == [200] + [400] * 9
    assert merchant.balance == PAID_IN - PLAIN


def test_fifty_at_once_spend_what_there_is(demo: Demo, client: httpx.Client) -> None:
    """Until it is gone: every order that was placed is paid, nobody gets below the floor, and no number is missing."""
    floor = -20_00
    merchant = opened(demo.house, client, paid_in=400_00, minimal_balance=floor)
    chance = random.Random(4)
    bodies = [asked({"modelId": "pvccard_white", "quantity": chance.randint(1, 9)}) for _ in range(MANY)]
    with ThreadPoolExecutor(MANY) as crowd:
        replies = list(crowd.map(merchant.create, bodies))
    placed = [reply.json()["orderId"] for reply in replies if reply.status_code == 200]
    refused = [body for body, reply in zip(bodies, replies, strict=True) if reply.status_code == 400]
    assert len(placed) + len(refused) == MANY
    assert len(placed) > 10
    assert len(refused) > 5
    totals = [round(merchant.order(id)["total"] * 100) for id in placed]
    assert [merchant.of(id) for id in placed] == [-total for total in totals]
    assert merchant.balance == 400_00 - sum(totals)
    wanted = min(body["groups"][0]["quantity"] * 1_75 + 6_24 for body in refused)
    assert floor <= merchant.balance < floor + wanted
    assert [entry.number for entry in merchant.entries] == list(range(1, len(placed) + 2))
    assert sorted(merchant.native(id)["number"] for id in placed) == list(range(1, len(placed) + 1))
    assert len(merchant.standing()["orders"]) == len(placed)


def test_an_amendment_gives_no_order_a_reference_that_another_one_has(demo: Demo, client: httpx.Client) -> None:
    merchant = opened(demo.house, client, one_order_per_reference=True)
    first, other = merchant.created(asked(reference="A-1")), merchant.created(asked(reference="A-2"))
    for reference, status in (("A-1", 409), ("A-2", 200), ("A-3", 200)):
        reply = merchant.ask(
            "PATCH", f"/v1/orders/{other}", "workshop", json={"reference": reference}, headers={"If-Match": "*"}
        )
        assert reply.status_code == status
    assert [merchant.order(id)["reference"] for id in (first, other)] == ["A-1", "A-3"]
    taken = merchant.ask(
        "PATCH", f"/v1/orders/{other}", "workshop", json={"reference": "A-1"}, headers={"If-Match": "*"}
    ).json()
    assert (taken["code"], taken["order"]) == ("reference-taken", first)
