"""What is refused, and that nothing has happened then: no order, number, money, event or file."""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.app.files.artwork_fixtures import picture
from tests.conformance.operation_fixtures import SOMEBODY
from tests.conftest import Demo
from tests.dialects.printags.client_fixtures import SPEAKERS, Said, Speaker
from tests.dialects.printags.orders.invalid_order_fixtures import NTAG213, WRONG, Body, spoiled
from tests.dialects.printags.printags_api_fixtures import PAID_IN, PLAIN, Merchant, asked, message, opened
from triplicate.dialects.printags import requests

UNFIT = {
    "no point where one is needed": (("servicePoint", "relay_point"), {"carrierServiceId": "relay_point"}),
    "a country it does not go to": (("carrierServiceId", "courier_express"), {"carrierServiceId": "courier_express"}),
}
"""What is wrong with the carrier service for this order."""


@pytest.fixture(scope="module")
def careless(demo: Demo, client: httpx.Client) -> Merchant:
    """A merchant who gets nothing right."""
    return opened(demo.house, client)


@pytest.mark.parametrize("speaks", SPEAKERS)
@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_named(careless: Merchant, name: str, speaks: Callable[[Merchant], Speaker]) -> None:
    before = careless.standing()
    with pytest.raises(Said) as caught:
        speaks(careless).create(spoiled(WRONG[name]))
    assert caught.value.status == 400
    assert [word for word in WRONG[name].named if word not in caught.value.message] == []
    assert careless.standing() == before


def test_nothing_ordered(merchant: Merchant) -> None:
    before = merchant.standing()
    nothing: list[dict[str, Any]] = [{"groups": []}, {"groups": None}, {"groups": [], "products": []}]
    for lines in nothing:
        assert "products" in message(merchant.create(asked() | lines))
    for body in (["order"], "order", 17):
        message(merchant.create(body))
    message(merchant.ask("POST", "/accounts/@me/orders", content=b'{"shipTo": '))
    assert merchant.standing() == before


def test_too_many_cards_in_all(merchant: Merchant) -> None:
    before = merchant.standing()
    lines = [{"modelId": "pvccard_white", "quantity": 5_000}] * 2
    assert "10000" in message(merchant.create(asked(*lines, {"modelId": "pvccard_white"})))
    assert merchant.standing() == before


@pytest.mark.parametrize("name", UNFIT)
def test_a_service_that_does_not_fit(merchant: Merchant, name: str) -> None:
    before = merchant.standing()
    named, members = UNFIT[name]
    body = asked(**members)
    body["shipTo"]["address"]["countryCode"] = "FR" if "point" in name else "PL"
    told = message(merchant.create(body))
    assert all(word in told for word in named)
    assert merchant.standing() == before


def test_a_pick_up_point_for_a_service_that_has_none(merchant: Merchant) -> None:
    body = asked(carrierServiceId="courier_express")
    body["shipTo"]["servicePoint"] = {"id": "1"}
    assert "servicePoint" in message(merchant.create(body))


def test_somebody_elses_file_is_none(demo: Demo, client: httpx.Client, merchant: Merchant) -> None:
    other = opened(demo.house, client)
    theirs = other.uploaded(picture(colour=3))
    before = merchant.standing()
    told = message(merchant.create(asked({"modelId": NTAG213, "printingVisuals": [theirs]})))
    unknown = message(merchant.create(asked({"modelId": NTAG213, "printingVisuals": [SOMEBODY]})))
    assert told == unknown.replace(SOMEBODY, theirs)
    assert merchant.ask("GET", f"/accounts/@me/files/{theirs}").status_code == 404
    assert merchant.standing() == before


def test_somebody_elses_account_and_order_are_none(demo: Demo, client: httpx.Client, merchant: Merchant) -> None:
    other = opened(demo.house, client)
    id = other.created(asked(isDraft=True))
    before = other.standing()
    for path in (f"/accounts/{other.account}/orders", f"/accounts/{SOMEBODY}/orders"):
        assert message(merchant.ask("POST", path, json=asked()), 404) == f"No account {path.split('/')[2]!r} exists."
    for account in ("@me", merchant.account):
        told = message(merchant.ask("POST", f"/accounts/{account}/orders/{id}/validate"), 404)
        assert told == f"No order {id!r} exists in this account."
    assert other.standing() == before


def test_a_token_that_only_reads(merchant: Merchant) -> None:
    id = merchant.created(asked(isDraft=True))
    before = merchant.standing()
    for path in ("/accounts/@me/orders", f"/accounts/@me/orders/{id}/validate"):
        assert "orders:write" in message(merchant.ask("POST", path, "reader", json=asked()), 401)
    assert merchant.standing() == before


def test_what_can_be_validated_is_a_draft(merchant: Merchant) -> None:
    firm, draft, dropped = merchant.created(asked()), *(merchant.created(asked(isDraft=True)) for _ in range(2))
    merchant.at_work(dropped, "cancellation")
    assert merchant.ask("POST", f"/accounts/@me/orders/{draft}/validate").status_code == 200
    before = merchant.standing()
    for id in (firm, draft, dropped):
        assert "validate" in message(merchant.ask("POST", f"/accounts/@me/orders/{id}/validate"))
    for id in (SOMEBODY, "17", "@me"):
        message(merchant.ask("POST", f"/accounts/@me/orders/{id}/validate"), 404)
    assert merchant.standing() == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mistakes_together_leave_nothing_behind(careless: Merchant, data: st.DataObject) -> None:
    """One mistake in each of several places: all are named, unless some are of type; then those are."""
    names = data.draw(st.lists(st.sampled_from(sorted(WRONG)), min_size=1, max_size=6, unique_by=_place))
    before = careless.standing()
    body = {"isDraft": data.draw(st.booleans())} | spoiled(*(WRONG[name] for name in names))
    told = message(careless.create(body))
    named = [all(word in told for word in WRONG[name].named) for name in names]
    assert all(named) if _is_well_formed(body) else any(named)
    assert careless.standing() == before


def _is_well_formed(body: Body) -> bool:
    try:
        msgspec.convert(body, requests.NewOrder)
    except msgspec.ValidationError:
        return False
    return True


def _place(name: str) -> str:
    place = WRONG[name].place
    return "model" if place == "nfc" else place


def test_after_any_refusals_the_numbers_have_no_gap(merchant: Merchant) -> None:
    first = merchant.created(asked())
    for mistake in WRONG.values():
        message(merchant.create(spoiled(mistake)))
    second = merchant.created(asked())
    numbers = [merchant.native(id)["number"] for id in (first, second)]
    lines = [merchant.native(id)["lines"][0]["number"] for id in (first, second)]
    assert (numbers, lines) == ([1, 2], [1, 2])
    assert [entry.number for entry in merchant.entries] == [1, 2, 3]
    assert merchant.balance == PAID_IN - 2 * PLAIN


def test_an_order_larger_than_any_order_needs_to_be(merchant: Merchant) -> None:
    before = merchant.standing()
    assert message(merchant.create(asked(kept="x" * 2**21)), 413)
    assert merchant.standing() == before
