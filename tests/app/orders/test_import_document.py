"""Bringing in, on both databases: whatever the order of arrival, the same documents end in the same order."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from tests.store.document_fixtures import (
    HERE,
    THERE,
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
    undone,
)
from tests.store.update_fixtures import UPDATES
from triplicate.app.ports import Reference
from triplicate.core.access import OPERATOR
from triplicate.core.failures import InvalidInput, NoSuchAccount, NoSuchOrder, NotYourOrder, Refused
from triplicate.core.ids import derived_guid
from triplicate.core.lifecycle import Payment, Step
from triplicate.core.order.order import Order
from triplicate.main import House


@pytest.fixture(autouse=True)
def _two_accounts(house: House) -> None:
    accounts(house)


def found(unit: Any, kind: Any = "guid", value: str = guid(1)) -> Order:
    result: Order = unit.orders.get(OPERATOR, Reference(kind, value))
    return result


def told(house: House, order: Order) -> Any:
    """Everything an order says, in our terms and in each dialect's. How the words are kept may differ, and how often
    the order changed."""
    ours = msgspec.structs.replace(order, version=0, whole=0, residue={}, sealed={})
    copies = {name: shown(house, order, name) for name in house.dialects}
    copies["native"]["version"] = 0
    return msgspec.to_builtins(ours), copies


@pytest.mark.parametrize("case", UPDATES)
def test_any_permutation_and_any_repetition_ends_the_same(house: House, case: str) -> None:
    """Law 7."""
    dialect, documents = UPDATES[case]
    id = documents[0]["id"] if dialect != "axim" else derived_guid("axim", "order", documents[0]["id"])

    def after(sequence: Any) -> Any:
        def work(unit: Any) -> Order:
            for document in sequence:
                take(house, unit, dialect, document)
            return found(unit, value=id)

        return told(house, undone(house, work))

    expected = after(documents)
    for places in permutations(range(len(documents))):
        assert after(documents[place] for place in places) == expected, places
    for sequence in (documents * 2, documents[::-1] * 2, [d for d in documents for _ in "ab"]):
        assert after(sequence) == expected


def test_the_axes_never_go_back_and_no_parcel_is_lost(house: House) -> None:
    _, documents = UPDATES["printags"]
    bring(house, "printags", *documents, documents[0])
    after = shown(house, order(house, "guid", guid(1)), "printags")
    assert {parcel["trackingNumber"] for parcel in after["shippings"]} == {"P1", "P2"}
    bring(house, "marketiger", *UPDATES["marketiger"][1])
    found = order(house, "guid", guid(1))
    assert (found.step, found.payment) == (Step.SHIPPED, Payment.PAID)
    assert shown(house, found, "marketiger")["status"] == 15  # held, and beyond the queue


def test_what_a_document_did_is_told(house: House) -> None:
    first, second, third, fourth = UPDATES["marketiger"][1]
    assert bring(house, "marketiger", second, second, third, second, first, fourth, fourth) == [
        "new",
        "unchanged",
        "updated",
        "stale",
        "stale",
        "updated",
        "unchanged",
    ]


@pytest.mark.parametrize("dialect", ["marketiger", "printags", "axim"])
def test_the_first_document_comes_back(house: House, dialect: str) -> None:
    """Law 2, once through the database: members that we do not know, numbers at the edges, text in every script."""
    made: Any = {"marketiger": marketiger(1), "printags": printags(1), "axim": axim(1, "5")}[dialect]
    made |= {"unknown": {"a": [1, 1.5, 1e300, -0.0, None, True, "𝄞 \u202e é \x7f"], "": 2**53 + 1}, '"\\': "'; --"}
    bring(house, dialect, made)
    kind, value = ("oid", oid(1)) if dialect == "axim" else ("guid", guid(1))
    assert shown(house, order(house, kind, value), dialect) == msgspec.json.decode(msgspec.json.encode(made))


@pytest.mark.parametrize("origin", ["marketiger", "printags", "axim"])
@pytest.mark.parametrize("through", ["marketiger", "printags", "axim"])
def test_a_copy_brought_in_again_makes_no_second_order(house: House, origin: str, through: str) -> None:
    """An order read through one dialect and brought in through it is that order: nothing new, and nothing refused."""
    first: Any = {"marketiger": marketiger(1, orderModels=[model(5)]), "printags": printags(1), "axim": axim(1, "5")}[
        origin
    ]
    bring(house, origin, first)
    kind, value = ("oid", oid(1)) if origin == "axim" else ("guid", guid(1))
    before = order(house, kind, value)
    copy = shown(house, before, through)
    assert bring(house, through, copy) == ["unchanged"]
    assert bring(house, through, copy) == ["unchanged"]
    after = order(house, kind, value)
    assert after.version == before.version
    assert [shown(house, after, name) for name in house.dialects] == [
        shown(house, before, name) for name in house.dialects
    ]
    assert len(house.store.run("all", lambda unit: unit.orders.page(OPERATOR, None, 0)[0])) == 1


def test_another_accounts_order_is_refused(house: House) -> None:
    documents = {"marketiger": marketiger(1), "printags": printags(2), "axim": axim(3, "5")}
    for dialect, document in documents.items():
        bring(house, dialect, document, account=THERE)
        for changed in (document, {**document, "extra": 1}):
            with pytest.raises(Refused) as caught:
                bring(house, dialect, changed)
            assert isinstance(caught.value.failure, NotYourOrder)
    with pytest.raises(Refused) as caught:
        order(house, "number", 1)
    assert caught.value.failure == NoSuchOrder("1")
    assert order(house, "guid", guid(1), THERE).version == 1


def test_a_copy_of_another_accounts_order_is_refused_in_every_dialect(house: House) -> None:
    bring(house, "marketiger", marketiger(1), account=THERE)
    copies = {name: shown(house, order(house, "guid", guid(1), THERE), name) for name in house.dialects}
    for dialect, copy in copies.items():
        with pytest.raises(Refused) as caught:
            bring(house, dialect, copy)
        assert isinstance(caught.value.failure, NotYourOrder | InvalidInput), dialect
    assert order(house, "guid", guid(1), THERE).version == 1


def test_into_no_account(house: House) -> None:
    with pytest.raises(Refused) as caught:
        bring(house, "marketiger", marketiger(1), account=guid(9))
    assert caught.value.failure == NoSuchAccount(guid(9))


def test_a_refused_document_leaves_nothing_and_takes_no_number(house: House) -> None:
    wrong: list[Any] = [
        marketiger(1, id="no guid"),
        marketiger(1, orderModels=[model(1, quantity="many")]),
        marketiger(1, updated="yesterday"),
        {"success": False},
        {"success": True, "data": {}},
        [],
        "text",
        None,
        7,
    ]
    for bad in wrong:
        with pytest.raises(Refused) as caught:
            bring(house, "marketiger", bad)
        assert isinstance(caught.value.failure, InvalidInput)
        assert all(problem.path.startswith("$") for problem in caught.value.failure.problems)
    bring(house, "marketiger", marketiger(1, orderModels=[model(0), model(0)]))
    stored = order(house, "guid", guid(1))
    assert stored.number == 1
    assert [line.number for line in stored.lines] == [1, 2]


def test_secrets_lie_sealed(house: House) -> None:
    bring(house, "printags", printags(1))
    with house.store.sql.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT document FROM orders").fetchall()
    assert b"82F87EB3" not in bytes(row[0])
    assert shown(house, order(house, "guid", guid(1)), "printags") == printags(1)


def test_accounts_are_told_apart_by_the_principal_too(house: House) -> None:
    bring(house, "marketiger", marketiger(1))
    for account, kind, value in ((THERE, "guid", guid(1)), (THERE, "number", 1)):
        with pytest.raises(Refused):
            order(house, kind, value, account)
    assert order(house, "guid", guid(1), HERE) == order(house, "guid", guid(1), None)
