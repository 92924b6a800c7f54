"""Orders that take much to read are found in several answers, each of bounded size, and none is missed."""

from tests.dialects.printags.printags_api_fixtures import Merchant, asked

MANY, STEP = 25, 20
KEPT = "x" * 400_000
"""What nobody understands is kept with the order: twenty of these are more than an answer reads."""


def test_an_answer_ends_when_it_has_read_enough(merchant: Merchant) -> None:
    made = {merchant.created(asked(isDraft=True, unheard=KEPT)) for _ in range(MANY)}
    first = merchant.ask("GET", "/accounts/@me/orders/find?fields=id")
    assert len(first.json()["orders"]) == STEP
    second = merchant.ask("GET", first.links["next"]["url"])
    found = [order["id"] for reply in (first, second) for order in reply.json()["orders"]]
    assert (len(found), set(found)) == (MANY, made)
    assert "next" not in second.links


def test_small_orders_are_found_together(merchant: Merchant) -> None:
    made = {merchant.created(asked(isDraft=True)) for _ in range(MANY)}
    reply = merchant.ask("GET", "/accounts/@me/orders/find?fields=id")
    assert {order["id"] for order in reply.json()["orders"]} == made
    assert "next" not in reply.links
