"""Invalid requests: refused without any effect on orders, numbers, money, events or files."""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.files.artwork_fixtures import image
from tests.conformance.operation_fixtures import UNKNOWN_ACCOUNT
from tests.conftest import Demo
from tests.dialects.printags.client_fixtures import CLIENTS, ErrorReply, PrintagsClient
from tests.dialects.printags.orders.invalid_order_fixtures import MISTAKES, NTAG213, Body, invalid_order
from tests.dialects.printags.printags_api_fixtures import (
    INITIAL_BALANCE,
    PLAIN_ORDER_TOTAL,
    PrintagsApi,
    error_message,
    new_order,
    open_printags_api,
)
from triplicate.dialects.printags.orders import requests

UNFIT = {
    "no point where one is needed": (("servicePoint", "relay_point"), {"carrierServiceId": "relay_point"}),
    "a country it does not go to": (("carrierServiceId", "courier_express"), {"carrierServiceId": "courier_express"}),
}
"""What is wrong with the carrier service for this order."""


@pytest.fixture(scope="module")
def mistaken_account(demo: Demo, client: httpx.Client) -> PrintagsApi:
    """A merchant who gets nothing right."""
    return open_printags_api(demo.installation, client)


@pytest.mark.parametrize("speaks", CLIENTS)
@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_named(
    mistaken_account: PrintagsApi, name: str, speaks: Callable[[PrintagsApi], PrintagsClient]
) -> None:
    before = mistaken_account.stored_state()
    with pytest.raises(ErrorReply) as caught:
        speaks(mistaken_account).create(invalid_order(MISTAKES[name]))
    assert caught.value.status == 400
    assert [word for word in MISTAKES[name].expected_words if word not in caught.value.message] == []
    assert mistaken_account.stored_state() == before


def test_nothing_ordered(printags_api: PrintagsApi) -> None:
    before = printags_api.stored_state()
    nothing: list[dict[str, Any]] = [{"groups": []}, {"groups": None}, {"groups": [], "products": []}]
    for lines in nothing:
        assert "products" in error_message(printags_api.create(new_order() | lines))
    for body in (["order"], "order", 17):
        error_message(printags_api.create(body))
    error_message(printags_api.request("POST", "/accounts/@me/orders", content=b'{"shipTo": '))
    assert printags_api.stored_state() == before


def test_too_many_cards_in_all(printags_api: PrintagsApi) -> None:
    before = printags_api.stored_state()
    lines = [{"modelId": "pvccard_white", "quantity": 5_000}] * 2
    assert "10000" in error_message(printags_api.create(new_order(*lines, {"modelId": "pvccard_white"})))
    assert printags_api.stored_state() == before


@pytest.mark.parametrize("name", UNFIT)
def test_a_service_that_does_not_fit(printags_api: PrintagsApi, name: str) -> None:
    before = printags_api.stored_state()
    named, members = UNFIT[name]
    body = new_order(**members)
    body["shipTo"]["address"]["countryCode"] = "FR" if "point" in name else "PL"
    message = error_message(printags_api.create(body))
    assert all(word in message for word in named)
    assert printags_api.stored_state() == before


def test_a_pick_up_point_for_a_service_that_has_none(printags_api: PrintagsApi) -> None:
    body = new_order(carrierServiceId="courier_express")
    body["shipTo"]["servicePoint"] = {"id": "1"}
    assert "servicePoint" in error_message(printags_api.create(body))


def test_somebody_elses_file_is_none(demo: Demo, client: httpx.Client, printags_api: PrintagsApi) -> None:
    other = open_printags_api(demo.installation, client)
    theirs = other.upload_id(image(colour=3))
    before = printags_api.stored_state()
    message = error_message(printags_api.create(new_order({"modelId": NTAG213, "printingVisuals": [theirs]})))
    unknown = error_message(printags_api.create(new_order({"modelId": NTAG213, "printingVisuals": [UNKNOWN_ACCOUNT]})))
    assert message == unknown.replace(UNKNOWN_ACCOUNT, theirs)
    assert printags_api.request("GET", f"/accounts/@me/files/{theirs}").status_code == 404
    assert printags_api.stored_state() == before


def test_somebody_elses_account_and_order_are_none(demo: Demo, client: httpx.Client, printags_api: PrintagsApi) -> None:
    other = open_printags_api(demo.installation, client)
    id = other.create_id(new_order(isDraft=True))
    before = other.stored_state()
    for path in (f"/accounts/{other.account}/orders", f"/accounts/{UNKNOWN_ACCOUNT}/orders"):
        assert (
            error_message(printags_api.request("POST", path, json=new_order()), 404)
            == f"No account {path.split('/')[2]!r} exists."
        )
    for account in ("@me", printags_api.account):
        message = error_message(printags_api.request("POST", f"/accounts/{account}/orders/{id}/validate"), 404)
        assert message == f"No order {id!r} exists."
    assert other.stored_state() == before


def test_a_token_that_only_reads(printags_api: PrintagsApi) -> None:
    id = printags_api.create_id(new_order(isDraft=True))
    before = printags_api.stored_state()
    for path in ("/accounts/@me/orders", f"/accounts/@me/orders/{id}/validate"):
        assert "orders:write" in error_message(printags_api.request("POST", path, "reader", json=new_order()), 401)
    assert printags_api.stored_state() == before


def test_what_can_be_validated_is_a_draft(printags_api: PrintagsApi) -> None:
    firm, draft, dropped = (
        printags_api.create_id(new_order()),
        *(printags_api.create_id(new_order(isDraft=True)) for _ in range(2)),
    )
    printags_api.native_action(dropped, "cancellation")
    assert printags_api.request("POST", f"/accounts/@me/orders/{draft}/validate").status_code == 200
    before = printags_api.stored_state()
    for id in (firm, draft, dropped):
        assert "validate" in error_message(printags_api.request("POST", f"/accounts/@me/orders/{id}/validate"))
    for id in (UNKNOWN_ACCOUNT, "17", "@me"):
        error_message(printags_api.request("POST", f"/accounts/@me/orders/{id}/validate"), 404)
    assert printags_api.stored_state() == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mistakes_together_leave_nothing_behind(mistaken_account: PrintagsApi, data: st.DataObject) -> None:
    """One mistake in each of several places: all are named, unless some are of type; then those are."""
    names = data.draw(st.lists(st.sampled_from(sorted(MISTAKES)), min_size=1, max_size=6, unique_by=_place))
    before = mistaken_account.stored_state()
    body = {"isDraft": data.draw(st.booleans())} | invalid_order(*(MISTAKES[name] for name in names))
    message = error_message(mistaken_account.create(body))
    named = [all(word in message for word in MISTAKES[name].expected_words) for name in names]
    assert all(named) if _is_well_formed(body) else any(named)
    assert mistaken_account.stored_state() == before


def _is_well_formed(body: Body) -> bool:
    try:
        msgspec.convert(body, requests.NewOrder)
    except msgspec.ValidationError:
        return False
    return True


def _place(name: str) -> str:
    place = MISTAKES[name].place
    return "model" if place == "nfc" else place


def test_after_any_refusals_the_numbers_have_no_gap(printags_api: PrintagsApi) -> None:
    first = printags_api.create_id(new_order())
    for mistake in MISTAKES.values():
        error_message(printags_api.create(invalid_order(mistake)))
    second = printags_api.create_id(new_order())
    numbers = [printags_api.native_order(id)["number"] for id in (first, second)]
    lines = [printags_api.native_order(id)["lines"][0]["number"] for id in (first, second)]
    assert (numbers, lines) == ([1, 2], [1, 2])
    assert [entry.number for entry in printags_api.entries] == [1, 2, 3]
    assert printags_api.balance == INITIAL_BALANCE - 2 * PLAIN_ORDER_TOTAL


def test_an_order_larger_than_any_order_needs_to_be(printags_api: PrintagsApi) -> None:
    before = printags_api.stored_state()
    assert error_message(printags_api.create(new_order(kept="x" * 2**21)), 413)
    assert printags_api.stored_state() == before
