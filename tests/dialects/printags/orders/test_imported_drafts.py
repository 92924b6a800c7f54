"""Imported drafts: validated here, they are paid like any other, or not produced."""

from typing import Any

import httpx
import pytest

from tests.conftest import Demo
from tests.dialects.printags.printags_api_fixtures import INITIAL_BALANCE, PrintagsApi, error_message, open_printags_api
from triplicate.app.documents.import_document import lock_account
from triplicate.app.orders.import_document import import_document
from triplicate.core import ids
from triplicate.core.access import OPERATOR
from triplicate.demo import documents

TOTAL = 5099
"""What the vendor's sample says that it costs."""


def imported(merchant: PrintagsApi, **members: Any) -> str:
    """The vendor's sample as a draft of this merchant's: under another id, and without the piece of the first one."""
    installation = merchant.installation
    guid = ids.derived_guid("test", merchant.account, str(sorted(members)))
    own = {"id": guid, "status": "draft", "statusHistory": [], "products": []}
    document = documents.vendor_sample("printags")["order"] | own | members
    context = installation.context(OPERATOR, "test")

    def work(unit):
        into = lock_account(unit, OPERATOR, merchant.account)
        import_document(unit, context, into, installation.codecs["printags"], document)

    installation.store.run("import", work)
    return guid


def validated(merchant: PrintagsApi, id: str) -> httpx.Response:
    return merchant.request("POST", f"/accounts/@me/orders/{id}/validate")


def test_it_is_paid_by_what_its_document_says(printags_api: PrintagsApi) -> None:
    id = imported(printags_api)
    reply = validated(printags_api, id)
    assert (reply.status_code, reply.json()["prices"]["total"]) == (200, TOTAL / 100)
    assert (printags_api.balance, printags_api.total_for(id)) == (INITIAL_BALANCE - TOTAL, -TOTAL)
    assert printags_api.order(id)["status"] == "validated"


@pytest.mark.parametrize("paid_in", [0, TOTAL - 1])
def test_it_stays_a_draft_when_the_balance_is_too_low(demo: Demo, client: httpx.Client, paid_in: int) -> None:
    merchant = open_printags_api(demo.installation, client, paid_in=paid_in)
    id = imported(merchant)
    before = merchant.stored_state()
    assert "balance" in error_message(validated(merchant, id), 400)
    assert (merchant.order(id)["status"], merchant.stored_state()) == ("draft", before)


def test_nobody_makes_what_costs_nobody_knows_what(printags_api: PrintagsApi) -> None:
    id = imported(printags_api, total=None)
    before = printags_api.stored_state()
    assert "total" in error_message(validated(printags_api, id), 400)
    assert (printags_api.order(id)["status"], printags_api.stored_state()) == ("draft", before)


def test_a_draft_that_somebody_awaits_money_for_is_paid_too(printags_api: PrintagsApi) -> None:
    id = imported(printags_api)
    printags_api.native_action(id, "overrides", {"payment": "pending", "reason": "by mistake"})
    assert validated(printags_api, id).status_code == 200
    assert printags_api.total_for(id) == -TOTAL
