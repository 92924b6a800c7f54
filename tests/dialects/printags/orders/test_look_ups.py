"""Look-ups: placing an order reads account, files, reference and price list once each, and decodes no list again."""

from collections import Counter
from functools import partial
from typing import Any

import msgspec
import pytest

from tests.app.files.artwork_fixtures import image
from tests.dialects.printags.price_list_fixtures import SAMPLE_PRICES
from tests.dialects.printags.printags_api_fixtures import PrintagsApi, new_order
from triplicate.app.accounts import profile
from triplicate.app.accounts.balance import PAY_FROM_BALANCE
from triplicate.app.accounts.profile import ProfileChanges
from triplicate.app.orders.place_priced import PlaceResult, PricedRequest, place_priced
from triplicate.app.orders.validate_draft import validate_draft
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core.access import OPERATOR
from triplicate.core.json import ijson
from triplicate.dialects.printags.document.wire import NAME
from triplicate.dialects.printags.orders import requests
from triplicate.dialects.printags.orders.parse_request import parse_order

COUNTED = ("accounts", "files", "orders", "prices")


class CountingRepository:
    """A repository whose calls are counted, by their names."""

    def __init__(self, repository: Any, name: str, calls: Counter[str]) -> None:
        self._repository = repository
        self._name = name
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._repository, name)

        def count_and_call(*args: Any, **kwargs: Any) -> Any:
            self._calls[f"{self._name}.{name}"] += 1
            return method(*args, **kwargs)

        return count_and_call


class CountingUnitOfWork:
    """A unit of work that counts the calls of its repositories."""

    def __init__(self, uow: UnitOfWork, calls: Counter[str]) -> None:
        self._uow = uow
        self._repositories = {name: CountingRepository(getattr(uow, name), name, calls) for name in COUNTED}

    def __getattr__(self, name: str) -> Any:
        return self._repositories.get(name) or getattr(self._uow, name)


@pytest.fixture
def strict_api(printags_api: PrintagsApi) -> PrintagsApi:
    """The merchant, whose account has one order per reference and a price list of its own."""
    api = printags_api
    api.set_price_list(SAMPLE_PRICES)
    changes = ProfileChanges(one_order_per_reference=True)
    at = api.installation.context(OPERATOR, "test").at
    api.installation.store.run("profile", lambda uow: profile.update_profile(uow, api.account, changes, at))
    return api


def place(api: PrintagsApi, body: dict[str, Any], calls: Counter[str]) -> PlaceResult:
    """Places an order as its handler does, and counts."""
    request = PricedRequest(
        reference=body["reference"],
        digest=ijson.digest(body),
        build=partial(parse_order, msgspec.convert(body, requests.NewOrder), body),
    )

    def work(uow: UnitOfWork) -> PlaceResult:
        calls.clear()
        counting: Any = CountingUnitOfWork(uow, calls)
        context = api.installation.context(OPERATOR, "test")
        return place_priced(counting, context, api.account, NAME, request, PAY_FROM_BALANCE)

    return api.installation.store.run("place", work)


def test_placing_looks_each_thing_up_once(strict_api: PrintagsApi) -> None:
    calls: Counter[str] = Counter()
    front, back = strict_api.upload_id(image(colour=1)), strict_api.upload_id(image(colour=2))
    card = {"modelId": "pvccard_white", "quantity": 1, "printingVisuals": [front, back]}
    assert not place(strict_api, new_order(card, {**card, "printingVisuals": [front]}), calls).is_replay
    assert calls == {
        "accounts.lock": 1,
        "accounts.get": 1,
        "orders.find_by_reference": 1,
        "prices.current": 1,
        "files.get": 2,
        "orders.take_number": 3,
        "orders.add": 1,
    }


def test_a_replay_looks_nothing_else_up(strict_api: PrintagsApi) -> None:
    calls: Counter[str] = Counter()
    first = place(strict_api, new_order(), calls)
    assert place(strict_api, new_order(), calls) == PlaceResult(first.guid, is_replay=True)
    assert calls == {"accounts.lock": 1, "accounts.get": 1, "orders.find_by_reference": 1, "orders.get": 1}


def test_a_price_list_is_decoded_once(strict_api: PrintagsApi) -> None:
    """The decoded list is shared by orders and by reads of the catalogue."""

    def decode(uow: UnitOfWork) -> Any:
        version = uow.prices.current(strict_api.account)
        assert version is not None
        return strict_api.installation.price_lists.decode(version)

    place(strict_api, new_order(), Counter())
    decoded = strict_api.installation.store.run("decode", decode)
    assert strict_api.request("GET", "/models").status_code == 200
    assert strict_api.installation.store.run("decode", decode) is decoded


def test_validation_reads_the_order_once(strict_api: PrintagsApi) -> None:
    calls: Counter[str] = Counter()
    draft = place(strict_api, new_order(isDraft=True), calls).guid

    def work(uow: UnitOfWork) -> None:
        calls.clear()
        counting: Any = CountingUnitOfWork(uow, calls)
        validate_draft(counting, strict_api.installation.context(OPERATOR, "test"), OrderName("guid", draft))

    strict_api.installation.store.run("validate", work)
    assert (calls["orders.get"], calls["accounts.get"]) == (1, 1)
    assert strict_api.order(draft)["status"] == "validated"
