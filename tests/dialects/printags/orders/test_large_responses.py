"""Large orders in searches: several responses of bounded size, and no order is missed."""

import pytest

from tests.dialects.printags.printags_api_fixtures import PrintagsApi, new_order

MANY = 25
KEPT = "x" * 400_000
"""What nobody understands is kept with the order: twenty of these are more than an answer reads."""


@pytest.mark.slow
def test_an_answer_ends_when_it_has_read_enough(printags_api: PrintagsApi) -> None:
    made = {printags_api.create_id(new_order(isDraft=True, unheard=KEPT)) for _ in range(MANY)}
    first = printags_api.request("GET", "/accounts/@me/orders/find?fields=id")
    assert MANY / 2 < len(first.json()["orders"]) < MANY
    second = printags_api.request("GET", first.links["next"]["url"])
    orders = [order["id"] for reply in (first, second) for order in reply.json()["orders"]]
    assert (len(orders), set(orders)) == (MANY, made)
    assert "next" not in second.links


def test_small_orders_are_found_together(printags_api: PrintagsApi) -> None:
    made = {printags_api.create_id(new_order(isDraft=True)) for _ in range(MANY)}
    reply = printags_api.request("GET", "/accounts/@me/orders/find?fields=id")
    assert {order["id"] for order in reply.json()["orders"]} == made
    assert "next" not in reply.links
