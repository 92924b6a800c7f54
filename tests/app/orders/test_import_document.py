"""Imports on both databases: the same documents in any order lead to the same order."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from tests.store.document_fixtures import (
    ACCOUNT,
    OTHER_ACCOUNT,
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
    rolled_back,
)
from tests.store.update_fixtures import UPDATES
from triplicate.app.ports import OrderName
from triplicate.core.access import OPERATOR
from triplicate.core.aggregate import with_sync
from triplicate.core.failures import AccountNotFound, DomainError, InvalidInput, OrderNotFound, OrderOfAnotherAccount
from triplicate.core.ids import derived_guid
from triplicate.core.lifecycle import Payment, Step
from triplicate.core.order.order import Order
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def found(unit: Any, kind: Any = "guid", value: str = guid(1)) -> Order:
    result: Order = unit.orders.get(OPERATOR, OrderName(kind, value))
    return result


def told(installation: Installation, order: Order) -> Any:
    """Everything an order says, in our terms and in each dialect's. How the words are kept may differ, and how often
    the order changed."""
    ours = with_sync(msgspec.structs.replace(order, version=0), pristine_version=0, patches={}, sealed_secrets={})
    copies = {name: rendered(installation, order, name) for name in installation.dialects}
    copies["native"]["version"] = 0
    return msgspec.to_builtins(ours), copies


@pytest.mark.parametrize("case", UPDATES)
def test_any_permutation_and_any_repetition_ends_the_same(installation: Installation, case: str) -> None:
    """Law 7."""
    dialect, documents = UPDATES[case]
    id = documents[0]["id"] if dialect != "axim" else derived_guid("axim", "order", documents[0]["id"])

    def after(sequence: Any) -> Any:
        def work(unit: Any) -> Order:
            for document in sequence:
                import_in(installation, unit, dialect, document)
            return found(unit, value=id)

        return told(installation, rolled_back(installation, work))

    expected = after(documents)
    for places in permutations(range(len(documents))):
        assert after(documents[place] for place in places) == expected, places
    for sequence in (documents * 2, documents[::-1] * 2, [d for d in documents for _ in "ab"]):
        assert after(sequence) == expected


def test_the_axes_never_go_back_and_no_parcel_is_lost(installation: Installation) -> None:
    _, documents = UPDATES["printags"]
    import_each(installation, "printags", *documents, documents[0])
    after = rendered(installation, find_order(installation, "guid", guid(1)), "printags")
    assert {parcel["trackingNumber"] for parcel in after["shippings"]} == {"P1", "P2"}
    import_each(installation, "marketiger", *UPDATES["marketiger"][1])
    found = find_order(installation, "guid", guid(1))
    assert (found.step, found.payment) == (Step.SHIPPED, Payment.PAID)
    assert rendered(installation, found, "marketiger")["status"] == 15  # held, and beyond the queue


def test_what_a_document_did_is_told(installation: Installation) -> None:
    first, second, third, fourth = UPDATES["marketiger"][1]
    assert import_each(installation, "marketiger", second, second, third, second, first, fourth, fourth) == [
        "new",
        "unchanged",
        "updated",
        "stale",
        "stale",
        "updated",
        "unchanged",
    ]


@pytest.mark.parametrize("dialect", ["marketiger", "printags", "axim"])
def test_the_first_document_comes_back(installation: Installation, dialect: str) -> None:
    """Law 2, once through the database: members that we do not know, numbers at the edges, text in every script."""
    made: Any = {"marketiger": marketiger_order(1), "printags": printags_order(1), "axim": axim_order(1, "5")}[dialect]
    made |= {"unknown": {"a": [1, 1.5, 1e300, -0.0, None, True, "𝄞 \u202e é \x7f"], "": 2**53 + 1}, '"\\': "'; --"}
    import_each(installation, dialect, made)
    kind, value = ("oid", oid(1)) if dialect == "axim" else ("guid", guid(1))
    assert rendered(installation, find_order(installation, kind, value), dialect) == msgspec.json.decode(
        msgspec.json.encode(made)
    )


@pytest.mark.parametrize("origin", ["marketiger", "printags", "axim"])
@pytest.mark.parametrize("through", ["marketiger", "printags", "axim"])
def test_a_copy_brought_in_again_makes_no_second_order(installation: Installation, origin: str, through: str) -> None:
    """An order read through one dialect and brought in through it is that order: nothing new, and nothing refused."""
    first: Any = {
        "marketiger": marketiger_order(1, orderModels=[marketiger_model(5)]),
        "printags": printags_order(1),
        "axim": axim_order(1, "5"),
    }[origin]
    import_each(installation, origin, first)
    kind, value = ("oid", oid(1)) if origin == "axim" else ("guid", guid(1))
    before = find_order(installation, kind, value)
    copy = rendered(installation, before, through)
    assert import_each(installation, through, copy) == ["unchanged"]
    assert import_each(installation, through, copy) == ["unchanged"]
    after = find_order(installation, kind, value)
    assert after.version == before.version
    assert [rendered(installation, after, name) for name in installation.dialects] == [
        rendered(installation, before, name) for name in installation.dialects
    ]
    assert len(installation.store.run("all", lambda unit: unit.orders.page(OPERATOR, None, None)[0])) == 1


def test_another_accounts_order_is_refused(installation: Installation) -> None:
    documents = {"marketiger": marketiger_order(1), "printags": printags_order(2), "axim": axim_order(3, "5")}
    for dialect, document in documents.items():
        import_each(installation, dialect, document, account=OTHER_ACCOUNT)
        for changed in (document, {**document, "extra": 1}):
            with pytest.raises(DomainError) as caught:
                import_each(installation, dialect, changed)
            assert isinstance(caught.value.failure, OrderOfAnotherAccount)
    with pytest.raises(DomainError) as caught:
        find_order(installation, "number", 1)
    assert caught.value.failure == OrderNotFound("1")
    assert find_order(installation, "guid", guid(1), OTHER_ACCOUNT).version == 1


def test_a_copy_of_another_accounts_order_is_refused_in_every_dialect(installation: Installation) -> None:
    import_each(installation, "marketiger", marketiger_order(1), account=OTHER_ACCOUNT)
    copies = {
        name: rendered(installation, find_order(installation, "guid", guid(1), OTHER_ACCOUNT), name)
        for name in installation.dialects
    }
    for dialect, copy in copies.items():
        with pytest.raises(DomainError) as caught:
            import_each(installation, dialect, copy)
        assert isinstance(caught.value.failure, OrderOfAnotherAccount | InvalidInput), dialect
    assert find_order(installation, "guid", guid(1), OTHER_ACCOUNT).version == 1


def test_into_no_account(installation: Installation) -> None:
    with pytest.raises(DomainError) as caught:
        import_each(installation, "marketiger", marketiger_order(1), account=guid(9))
    assert caught.value.failure == AccountNotFound(guid(9))


def test_a_refused_document_leaves_nothing_and_takes_no_number(installation: Installation) -> None:
    wrong: list[Any] = [
        marketiger_order(1, id="no guid"),
        marketiger_order(1, orderModels=[marketiger_model(1, quantity="many")]),
        marketiger_order(1, updated="yesterday"),
        {"success": False},
        {"success": True, "data": {}},
        [],
        "text",
        None,
        7,
    ]
    for bad in wrong:
        with pytest.raises(DomainError) as caught:
            import_each(installation, "marketiger", bad)
        assert isinstance(caught.value.failure, InvalidInput)
        assert all(problem.path.startswith("$") for problem in caught.value.failure.problems)
    import_each(installation, "marketiger", marketiger_order(1, orderModels=[marketiger_model(0), marketiger_model(0)]))
    stored = find_order(installation, "guid", guid(1))
    assert stored.number == 1
    assert [line.number for line in stored.lines] == [1, 2]


def test_secrets_lie_sealed(installation: Installation) -> None:
    import_each(installation, "printags", printags_order(1))
    with installation.store.sql.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT document FROM orders").fetchall()
    assert b"82F87EB3" not in bytes(row[0])
    assert rendered(installation, find_order(installation, "guid", guid(1)), "printags") == printags_order(1)


def test_accounts_are_told_apart_by_the_principal_too(installation: Installation) -> None:
    import_each(installation, "marketiger", marketiger_order(1))
    for account, kind, value in ((OTHER_ACCOUNT, "guid", guid(1)), (OTHER_ACCOUNT, "number", 1)):
        with pytest.raises(DomainError):
            find_order(installation, kind, value, account)
    assert find_order(installation, "guid", guid(1), ACCOUNT) == find_order(installation, "guid", guid(1), None)
