"""Drafts that came as documents: validated here, they are paid like any other, or not made."""

from typing import Any

import httpx
import pytest

from tests.conftest import Demo
from tests.dialects.printags.printags_api_fixtures import PAID_IN, Merchant, message, opened
from triplicate.app.orders.import_document import Circumstances, account, bring_in
from triplicate.core import ids, times
from triplicate.core.access import OPERATOR
from triplicate.demo import documents

TOTAL = 5099
"""What the vendor's sample says that it costs."""


def imported(merchant: Merchant, **members: Any) -> str:
    """The vendor's sample as a draft of this merchant's: under another id, and without the piece of the first one."""
    house = merchant.house
    guid = ids.derived_guid("test", merchant.account, str(sorted(members)))
    own = {"id": guid, "status": "draft", "statusHistory": [], "products": []}
    document = documents.vendors_own("printags")["order"] | own | members
    circumstances = Circumstances(
        principal=OPERATOR,
        at=times.of(house.now()),
        request="test",
        mappings=house.mappings,
        seal=house.keys.seal,
        unseal=house.keys.unseal,
        file_of_link=lambda text: None,
    )

    def work(unit):
        into = account(unit, OPERATOR, merchant.account)
        bring_in(unit, circumstances, into, house.mappings["printags"], document)

    house.store.run("import", work)
    return guid


def validated(merchant: Merchant, id: str) -> httpx.Response:
    return merchant.ask("POST", f"/accounts/@me/orders/{id}/validate")


def test_it_is_paid_by_what_its_document_says(merchant: Merchant) -> None:
    id = imported(merchant)
    reply = validated(merchant, id)
    assert (reply.status_code, reply.json()["prices"]["total"]) == (200, TOTAL / 100)
    assert (merchant.balance, merchant.of(id)) == (PAID_IN - TOTAL, -TOTAL)
    assert merchant.order(id)["status"] == "validated"


@pytest.mark.parametrize("paid_in", [0, TOTAL - 1])
def test_it_stays_a_draft_when_the_balance_is_too_low(demo: Demo, client: httpx.Client, paid_in: int) -> None:
    merchant = opened(demo.house, client, paid_in=paid_in)
    id = imported(merchant)
    before = merchant.standing()
    assert "balance" in message(validated(merchant, id), 400)
    assert (merchant.order(id)["status"], merchant.standing()) == ("draft", before)


def test_nobody_makes_what_costs_nobody_knows_what(merchant: Merchant) -> None:
    id = imported(merchant, total=None)
    before = merchant.standing()
    assert "total" in message(validated(merchant, id), 400)
    assert (merchant.order(id)["status"], merchant.standing()) == ("draft", before)


def test_a_draft_that_somebody_awaits_money_for_is_paid_too(merchant: Merchant) -> None:
    id = imported(merchant)
    merchant.at_work(id, "overrides", {"payment": "pending", "reason": "by mistake"})
    assert validated(merchant, id).status_code == 200
    assert merchant.of(id) == -TOTAL
