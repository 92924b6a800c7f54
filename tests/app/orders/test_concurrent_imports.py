"""Several bring in at the same time, on both databases: one order of each id, no number twice, no update lost."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from tests.store.document_fixtures import (
    HERE,
    accounts,
    axim,
    bring,
    guid,
    marketiger,
    model,
    oid,
    order,
    printags,
    shown,
    take,
)
from triplicate.core.access import OPERATOR
from triplicate.main import House


@pytest.fixture(autouse=True)
def _two_accounts(house: House) -> None:
    accounts(house)


def together(house: House, dialect: str, documents: list[Any]) -> list[str]:
    """Brings documents in, each in a thread of its own; each waits a moment for the others before it commits."""
    begin, meet = threading.Barrier(len(documents)), threading.Barrier(len(documents))

    def one(document: Any) -> str:
        begin.wait()

        def work(unit: Any) -> str:
            outcome = take(house, unit, dialect, document)
            with suppress(threading.BrokenBarrierError):
                meet.wait(0.1)
            return outcome

        return house.store.run("together", work)

    with ThreadPoolExecutor(len(documents)) as pool:
        return sorted(pool.map(one, documents))


def everything(house: House) -> list[Any]:
    def work(unit: Any) -> list[Any]:
        found: list[Any] = []
        page, after = unit.orders.page(OPERATOR, None, 0)
        while page:
            found += page
            page, after = unit.orders.page(OPERATOR, None, after)
        return found

    return house.store.run("all", work)


@pytest.mark.parametrize("dialect", ["marketiger", "printags", "axim"])
def test_the_same_document_is_one_order(house: House, dialect: str) -> None:
    document: Any = {"marketiger": marketiger(1), "printags": printags(1), "axim": axim(1, "9")}[dialect]
    assert together(house, dialect, [document] * 4) == ["new", "unchanged", "unchanged", "unchanged"]
    (only,) = everything(house)
    assert only.version == 1


def test_different_documents_of_one_order_lose_nothing(house: House) -> None:
    """Each brings a parcel that no other one knows."""
    parcels = [{"id": guid(70 + n), "trackingNumber": f"P{n}", "products": {}} for n in range(4)]
    statuses = ("created", "manufacturing", "shipped", "packaged")
    documents = [printags(1, status=s, shippings=[p]) for s, p in zip(statuses, parcels, strict=True)]
    outcomes = together(house, "printags", documents)
    assert outcomes.count("new") == 1
    after = shown(house, order(house, "guid", guid(1)), "printags")
    assert after["status"] == "shipped"
    assert {parcel["trackingNumber"] for parcel in after["shippings"]} == {"P0", "P1", "P2", "P3"}


def test_updates_of_an_order_that_is_there_lose_nothing(house: House) -> None:
    bring(house, "printags", printags(1, shippings=[]))
    parcels = [{"id": guid(70 + n), "trackingNumber": f"P{n}", "products": {}} for n in range(4)]
    together(house, "printags", [printags(1, status="shipped", shippings=[parcel]) for parcel in parcels])
    after = shown(house, order(house, "guid", guid(1)), "printags")
    assert {parcel["trackingNumber"] for parcel in after["shippings"]} == {"P0", "P1", "P2", "P3"}


def test_two_dialects_at_once_lose_nothing(house: House) -> None:
    bring(house, "printags", printags(1, status="created", shippings=[]))
    begin = threading.Barrier(2)

    def one(what: tuple[str, Any]) -> None:
        begin.wait()
        bring(house, *what)

    track = {"trackingNumber": "T1", "shippingMethodId": 3, "trackingUrl": None}
    with ThreadPoolExecutor(2) as pool:
        tiger = ("marketiger", marketiger(1, status=10, trackAndTrace=track))
        tags = ("printags", printags(1, status="manufacturing", shippings=[{"id": guid(70), "trackingNumber": "P1"}]))
        list(pool.map(one, (tiger, tags)))
    after = order(house, "guid", guid(1))
    assert {parcel.tracking_number for parcel in after.shipments} == {"T1", "P1"}
    assert shown(house, after, "printags")["status"] == "shipped"


def test_new_orders_get_numbers_without_gaps(house: House) -> None:
    documents = [marketiger(n, orderModels=[model(0), model(0)]) for n in range(1, 25)]

    def several(share: list[Any]) -> None:
        house.store.run("several", lambda unit: [take(house, unit, "marketiger", one) for one in share])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(several, [documents[place::6] for place in range(6)]))
    found = everything(house)
    assert sorted(one.number for one in found) == list(range(1, 25))
    assert sorted(line.number for one in found for line in one.lines) == list(range(1, 49))


def test_documents_that_claim_one_number(house: House) -> None:
    """Each shows the number it brought; one of them has it."""
    documents = [axim(n, "500") for n in range(1, 6)]
    assert together(house, "axim", documents) == ["new"] * 5
    found = [order(house, "oid", oid(n)) for n in range(1, 6)]
    assert sorted(one.number for one in found) == [500, 501, 502, 503, 504]
    assert {shown(house, one, "axim")["entityId"] for one in found} == {"500"}
    assert order(house, "number", 500).oid in {oid(n) for n in range(1, 6)}
    assert order(house, "number", 503, HERE).number == 503


@pytest.mark.slow
def test_imports_of_the_same_orders_in_different_sequences(house: House) -> None:
    """They get in each other's way at every order and every counter; all of them get through, and nothing is lost."""
    known = [printags(n, shippings=[]) for n in range(1, 31)]
    bring(house, "printags", *known)

    def batch(place: int) -> None:
        parcel = {"id": guid(1000 + place), "trackingNumber": f"P{place}", "products": {}}
        changed = [printags(n, status="shipped", shippings=[parcel]) for n in range(1, 31)]
        new = [printags(100 * place + n) for n in range(1, 31)]
        documents = [document for pair in zip(changed, new, strict=True) for document in pair]
        random.Random(place).shuffle(documents)
        house.store.run("batch", lambda unit: [take(house, unit, "printags", one) for one in documents])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(batch, range(1, 5)))
    for n in range(1, 31):
        after = shown(house, order(house, "guid", guid(n)), "printags")
        assert {parcel["trackingNumber"] for parcel in after["shippings"]} == {"P1", "P2", "P3", "P4"}
    assert sorted(one.number for one in everything(house)) == list(range(1, 151))
