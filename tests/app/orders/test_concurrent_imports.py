"""Concurrent imports on both databases: one order per id, unique numbers, no lost update."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from tests.store.document_fixtures import (
    ACCOUNT,
    add_accounts,
    axim_order,
    find_order,
    guid,
    import_each,
    import_in,
    marketiger_model,
    marketiger_order,
    oid,
    printags_order,
    rendered,
)
from triplicate.core.access import OPERATOR
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def import_concurrently(installation: Installation, dialect: str, documents: list[Any]) -> list[str]:
    """Brings documents in, each in a thread of its own; each waits a moment for the others before it commits."""
    begin, meet = threading.Barrier(len(documents)), threading.Barrier(len(documents))

    def one(document: Any) -> str:
        begin.wait()

        def work(unit: Any) -> str:
            outcome = import_in(installation, unit, dialect, document)
            with suppress(threading.BrokenBarrierError):
                meet.wait(0.1)
            return outcome

        return installation.store.run("together", work)

    with ThreadPoolExecutor(len(documents)) as pool:
        return sorted(pool.map(one, documents))


def everything(installation: Installation) -> list[Any]:
    def work(unit: Any) -> list[Any]:
        found: list[Any] = []
        page, after = unit.orders.page(OPERATOR, None, None)
        while page:
            found += page
            page, after = unit.orders.page(OPERATOR, None, after)
        return found

    return installation.store.run("all", work)


@pytest.mark.parametrize("dialect", ["marketiger", "printags", "axim"])
def test_the_same_document_is_one_order(installation: Installation, dialect: str) -> None:
    document: Any = {"marketiger": marketiger_order(1), "printags": printags_order(1), "axim": axim_order(1, "9")}[
        dialect
    ]
    assert import_concurrently(installation, dialect, [document] * 4) == ["new", "unchanged", "unchanged", "unchanged"]
    (only,) = everything(installation)
    assert only.version == 1


def test_different_documents_of_one_order_lose_nothing(installation: Installation) -> None:
    """Each brings a parcel that no other one knows."""
    parcels = [{"id": guid(70 + n), "trackingNumber": f"P{n}", "products": {}} for n in range(4)]
    statuses = ("created", "manufacturing", "shipped", "packaged")
    documents = [printags_order(1, status=s, shippings=[p]) for s, p in zip(statuses, parcels, strict=True)]
    outcomes = import_concurrently(installation, "printags", documents)
    assert outcomes.count("new") == 1
    after = rendered(installation, find_order(installation, "guid", guid(1)), "printags")
    assert after["status"] == "shipped"
    assert {parcel["trackingNumber"] for parcel in after["shippings"]} == {"P0", "P1", "P2", "P3"}


def test_updates_of_an_order_that_is_there_lose_nothing(installation: Installation) -> None:
    import_each(installation, "printags", printags_order(1, shippings=[]))
    parcels = [{"id": guid(70 + n), "trackingNumber": f"P{n}", "products": {}} for n in range(4)]
    import_concurrently(
        installation, "printags", [printags_order(1, status="shipped", shippings=[parcel]) for parcel in parcels]
    )
    after = rendered(installation, find_order(installation, "guid", guid(1)), "printags")
    assert {parcel["trackingNumber"] for parcel in after["shippings"]} == {"P0", "P1", "P2", "P3"}


def test_two_dialects_at_once_lose_nothing(installation: Installation) -> None:
    import_each(installation, "printags", printags_order(1, status="created", shippings=[]))
    begin = threading.Barrier(2)

    def one(what: tuple[str, Any]) -> None:
        begin.wait()
        import_each(installation, *what)

    track = {"trackingNumber": "T1", "shippingMethodId": 3, "trackingUrl": None}
    with ThreadPoolExecutor(2) as pool:
        tiger = ("marketiger", marketiger_order(1, status=10, trackAndTrace=track))
        tags = (
            "printags",
            printags_order(1, status="manufacturing", shippings=[{"id": guid(70), "trackingNumber": "P1"}]),
        )
        list(pool.map(one, (tiger, tags)))
    after = find_order(installation, "guid", guid(1))
    assert {parcel.tracking_number for parcel in after.shipments} == {"T1", "P1"}
    assert rendered(installation, after, "printags")["status"] == "shipped"


def test_new_orders_get_numbers_without_gaps(installation: Installation) -> None:
    documents = [marketiger_order(n, orderModels=[marketiger_model(0), marketiger_model(0)]) for n in range(1, 25)]

    def several(share: list[Any]) -> None:
        installation.store.run(
            "several", lambda unit: [import_in(installation, unit, "marketiger", one) for one in share]
        )

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(several, [documents[place::6] for place in range(6)]))
    found = everything(installation)
    assert sorted(one.number for one in found) == list(range(1, 25))
    assert sorted(line.number for one in found for line in one.lines) == list(range(1, 49))


def test_documents_that_claim_one_number(installation: Installation) -> None:
    """Each shows the number it brought; one of them has it."""
    documents = [axim_order(n, "500") for n in range(1, 6)]
    assert import_concurrently(installation, "axim", documents) == ["new"] * 5
    found = [find_order(installation, "oid", oid(n)) for n in range(1, 6)]
    assert sorted(one.number for one in found) == [500, 501, 502, 503, 504]
    assert {rendered(installation, one, "axim")["entityId"] for one in found} == {"500"}
    assert find_order(installation, "number", 500).oid in {oid(n) for n in range(1, 6)}
    assert find_order(installation, "number", 503, ACCOUNT).number == 503


@pytest.mark.slow
def test_imports_of_the_same_orders_in_different_sequences(installation: Installation) -> None:
    """They get in each other's way at every order and every counter; all of them get through, and nothing is lost."""
    known = [printags_order(n, shippings=[]) for n in range(1, 31)]
    import_each(installation, "printags", *known)

    def batch(place: int) -> None:
        parcel = {"id": guid(1000 + place), "trackingNumber": f"P{place}", "products": {}}
        changed = [printags_order(n, status="shipped", shippings=[parcel]) for n in range(1, 31)]
        new = [printags_order(100 * place + n) for n in range(1, 31)]
        documents = [document for pair in zip(changed, new, strict=True) for document in pair]
        random.Random(place).shuffle(documents)
        installation.store.run(
            "batch", lambda unit: [import_in(installation, unit, "printags", one) for one in documents]
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(batch, range(1, 5)))
    for n in range(1, 31):
        after = rendered(installation, find_order(installation, "guid", guid(n)), "printags")
        assert {parcel["trackingNumber"] for parcel in after["shippings"]} == {"P1", "P2", "P3", "P4"}
    assert sorted(one.number for one in everything(installation)) == list(range(1, 151))
