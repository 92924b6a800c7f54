"""Concurrent imports on both databases: one order per id, unique numbers, no lost update."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import combinations
from typing import Any

import pytest

from tests.conformance import numbered_documents
from tests.conformance.numbered_documents import order_name
from tests.conformance.registry import CONFORMANCES
from tests.store.document_fixtures import (
    add_accounts,
    find_order,
    guid,
    import_each,
    import_in,
    native_lines,
    native_order,
    rendered,
)
from tests.strategies.documents import DIALECTS
from triplicate.core.access import OPERATOR
from triplicate.core.lifecycle import Step
from triplicate.core.order import order as core
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
        orders: list[Any] = []
        page, after = unit.orders.page(OPERATOR, None, None)
        while page:
            orders += map(core.decode, page)
            page, after = unit.orders.page(OPERATOR, None, after)
        return orders

    return installation.store.run("all", work)


def tracking_numbers(installation: Installation, dialect: str, number: int = 1) -> set[str | None]:
    """Those of the parcels of a numbered order."""
    order = find_order(installation, *order_name(dialect, numbered_documents.least(dialect, number)))
    return {parcel.tracking_number for parcel in order.shipments}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_same_document_is_one_order(installation: Installation, dialect: str) -> None:
    document = numbered_documents.complete(dialect, 1)
    assert import_concurrently(installation, dialect, [document] * 4) == ["new", "unchanged", "unchanged", "unchanged"]
    (only,) = everything(installation)
    assert only.version == document.get("version", 1)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_different_documents_of_one_order_lose_nothing(installation: Installation, dialect: str) -> None:
    """Each brings a parcel that no other document has, and one of them that the order is shipped."""
    conformance = CONFORMANCES[dialect]
    documents = [numbered_documents.least(dialect, 1, **conformance.parcel(f"P{n}")) for n in range(4)]
    documents[2] |= conformance.shipped
    outcomes = import_concurrently(installation, dialect, documents)
    assert outcomes.count("new") == 1
    after = find_order(installation, *order_name(dialect, documents[0]))
    assert after.step is Step.SHIPPED
    assert conformance.shipped.items() <= rendered(installation, after, dialect).items()
    assert tracking_numbers(installation, dialect) == {"P0", "P1", "P2", "P3"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_updates_of_an_order_that_exists_lose_nothing(installation: Installation, dialect: str) -> None:
    conformance = CONFORMANCES[dialect]
    import_each(installation, dialect, numbered_documents.least(dialect, 1))
    updates = [
        numbered_documents.least(dialect, 1, **{**conformance.shipped, **conformance.parcel(f"P{n}")}) for n in range(4)
    ]
    import_concurrently(installation, dialect, updates)
    assert tracking_numbers(installation, dialect) == {"P0", "P1", "P2", "P3"}


@pytest.mark.parametrize(
    "pair", list(combinations([name for name, of in CONFORMANCES.items() if of.id_kind == "guid"], 2)), ids="+".join
)
def test_two_dialects_at_once_lose_nothing(installation: Installation, pair: tuple[str, str]) -> None:
    """Of an order that has the same id in both."""
    first, second = pair
    import_each(installation, first, numbered_documents.least(first, 1))
    start = threading.Barrier(2)

    def update(dialect: str, document: Any) -> None:
        start.wait()
        import_each(installation, dialect, document)

    shipped, parcel = CONFORMANCES[first].shipped, CONFORMANCES[first].parcel
    documents = (
        numbered_documents.least(first, 1, **{**shipped, **parcel("T1")}),
        numbered_documents.least(second, 1, **CONFORMANCES[second].parcel("P1")),
    )
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(update, pair, documents))
    after = find_order(installation, "guid", guid(1))
    assert tracking_numbers(installation, first) == {"T1", "P1"}
    for dialect in pair:
        assert CONFORMANCES[dialect].shipped.items() <= rendered(installation, after, dialect).items()


def test_new_orders_get_numbers_without_gaps(installation: Installation) -> None:
    documents = [native_order(n, lines=native_lines(0, 0)) for n in range(1, 25)]

    def several(share: list[Any]) -> None:
        installation.store.run(
            "several", lambda unit: [import_in(installation, unit, "native", document) for document in share]
        )

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(several, [documents[place::6] for place in range(6)]))
    orders = everything(installation)
    assert sorted(order.number for order in orders) == list(range(1, 25))
    assert sorted(line.number for order in orders for line in order.lines) == list(range(1, 49))


def test_documents_that_claim_one_number(installation: Installation) -> None:
    """Each shows the number it brought; one of them has it."""
    documents = [native_order(n, number=500) for n in range(1, 6)]
    assert import_concurrently(installation, "native", documents) == ["new"] * 5
    orders = [find_order(installation, "guid", guid(n)) for n in range(1, 6)]
    assert sorted(order.number for order in orders) == [500, 501, 502, 503, 504]
    assert {rendered(installation, order, "native")["number"] for order in orders} == {500}
    assert find_order(installation, "number", 500).guid in {guid(n) for n in range(1, 6)}
    assert find_order(installation, "number", 503).number == 503


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
def test_imports_of_the_same_orders_in_different_sequences(installation: Installation, dialect: str) -> None:
    """They get in each other's way at every order and every counter; all of them get through, and nothing is lost."""
    conformance = CONFORMANCES[dialect]
    import_each(installation, dialect, *(numbered_documents.least(dialect, n) for n in range(1, 31)))

    def batch(place: int) -> None:
        changes = {**conformance.shipped, **conformance.parcel(f"P{place}")}
        changed = [numbered_documents.least(dialect, n, **changes) for n in range(1, 31)]
        new = [numbered_documents.least(dialect, 100 * place + n) for n in range(1, 31)]
        documents = [document for pair in zip(changed, new, strict=True) for document in pair]
        random.Random(place).shuffle(documents)
        installation.store.run(
            "batch", lambda unit: [import_in(installation, unit, dialect, document) for document in documents]
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(batch, range(1, 5)))
    for n in range(1, 31):
        assert tracking_numbers(installation, dialect, n) == {"P1", "P2", "P3", "P4"}
    assert len({order.number for order in everything(installation)}) == 150
