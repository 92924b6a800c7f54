"""Imports on both databases: the same documents in any order lead to the same order."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from tests.conformance import numbered_documents
from tests.conformance.numbered_documents import order_name
from tests.conformance.protocol import Document
from tests.conformance.registry import CONFORMANCES
from tests.store.document_fixtures import (
    OTHER_ACCOUNT,
    add_accounts,
    find_order,
    guid,
    import_each,
    import_in,
    native_lines,
    native_order,
    rendered,
    rolled_back,
)
from tests.strategies.documents import CODECS, DIALECTS
from triplicate.core.access import OPERATOR
from triplicate.core.aggregate import with_sync
from triplicate.core.failures import AccountNotFound, DomainError, InvalidInput, OrderNotFound, OrderOfAnotherAccount
from triplicate.core.order.order import Order
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def description(installation: Installation, order: Order) -> Any:
    """Everything an order says, in our terms and in each dialect's. How the words are kept may differ, and how often
    the order changed."""
    ours = with_sync(msgspec.structs.replace(order, version=0), pristine_version=0, patches={}, sealed_secrets={})
    copies = {name: rendered(installation, order, name) for name in installation.dialects}
    copies["native"]["version"] = 0
    return msgspec.to_builtins(ours), copies


@pytest.mark.parametrize(
    ("dialect", "case"), [(name, case) for name, of in CONFORMANCES.items() for case in of.arrivals]
)
def test_any_permutation_and_any_repetition_ends_the_same(installation: Installation, dialect: str, case: str) -> None:
    """Law 7."""
    documents = CONFORMANCES[dialect].arrivals[case].documents
    name = order_name(dialect, documents[0])

    def after(sequence: Any) -> Any:
        def work(unit: Any) -> Order:
            for document in sequence:
                import_in(installation, unit, dialect, document)
            order: Order = unit.orders.get(OPERATOR, name)
            return order

        return description(installation, rolled_back(installation, work))

    expected = after(documents)
    for places in permutations(range(len(documents))):
        assert after(documents[place] for place in places) == expected, places
    for sequence in (documents * 2, documents[::-1] * 2, [d for d in documents for _ in "ab"]):
        assert after(sequence) == expected


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_axes_never_go_back_and_no_parcel_is_lost(installation: Installation, dialect: str) -> None:
    arrivals = next(iter(CONFORMANCES[dialect].arrivals.values()))
    import_each(installation, dialect, *arrivals.documents, arrivals.documents[0])
    order = find_order(installation, *order_name(dialect, arrivals.documents[0]))
    copy = rendered(installation, order, dialect)
    assert arrivals.copy is not None
    assert {name: copy[name] for name in arrivals.copy} == arrivals.copy
    numbers = CONFORMANCES[dialect].tracking_numbers
    assert {parcel.tracking_number for parcel in order.shipments} == {
        number for document in arrivals.documents for number in numbers(document)
    }


@pytest.mark.parametrize("dialect", [name for name, of in CONFORMANCES.items() if of.is_dated])
def test_the_outcome_says_what_a_document_did(installation: Installation, dialect: str) -> None:
    first, second, third, fourth = next(iter(CONFORMANCES[dialect].arrivals.values())).documents
    assert import_each(installation, dialect, second, second, third, second, first, fourth, fourth) == [
        "new",
        "unchanged",
        "updated",
        "stale",
        "stale",
        "updated",
        "unchanged",
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_first_document_comes_back(installation: Installation, dialect: str) -> None:
    """Law 2, once through the database: members that we do not know, numbers at the edges, text in every script."""
    unknown = {"unknown": {"a": [1, 1.5, 1e300, -0.0, None, True, "𝄞 \u202e é \x7f"], "": 2**53 + 1}, '"\\': "'; --"}
    document = numbered_documents.complete(dialect, 1, **unknown)
    import_each(installation, dialect, document)
    order = find_order(installation, *order_name(dialect, document))
    assert rendered(installation, order, dialect) == msgspec.json.decode(msgspec.json.encode(document))


@pytest.mark.parametrize("origin", DIALECTS)
@pytest.mark.parametrize("through", DIALECTS)
def test_a_copy_brought_in_again_makes_no_second_order(installation: Installation, origin: str, through: str) -> None:
    """An order read through one dialect and brought in through it is that order: nothing new, and nothing refused."""
    document = numbered_documents.complete(origin, 1)
    import_each(installation, origin, document)
    name = order_name(origin, document)
    before = find_order(installation, *name)
    copy = rendered(installation, before, through)
    assert import_each(installation, through, copy) == ["unchanged"]
    assert import_each(installation, through, copy) == ["unchanged"]
    after = find_order(installation, *name)
    assert after.version == before.version
    assert [rendered(installation, after, dialect) for dialect in installation.dialects] == [
        rendered(installation, before, dialect) for dialect in installation.dialects
    ]
    assert len(installation.store.run("all", lambda unit: unit.orders.page(OPERATOR, None, None)[0])) == 1


@pytest.mark.parametrize("dialect", DIALECTS)
def test_another_accounts_order_is_refused(installation: Installation, dialect: str) -> None:
    document = numbered_documents.complete(dialect, 1)
    import_each(installation, dialect, document, account=OTHER_ACCOUNT)
    for changed in (document, {**document, "extra": 1}):
        with pytest.raises(DomainError) as caught:
            import_each(installation, dialect, changed)
        assert isinstance(caught.value.failure, OrderOfAnotherAccount)
    with pytest.raises(DomainError) as caught:
        find_order(installation, "number", 1)
    assert caught.value.failure == OrderNotFound("1")
    order = find_order(installation, *order_name(dialect, document), OTHER_ACCOUNT)
    assert order.version == numbered_documents.complete(dialect, 1).get("version", 1)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_copy_of_another_accounts_order_is_refused(installation: Installation, dialect: str) -> None:
    import_each(installation, "native", native_order(1), account=OTHER_ACCOUNT)
    copy = rendered(installation, find_order(installation, "guid", guid(1), OTHER_ACCOUNT), dialect)
    with pytest.raises(DomainError) as caught:
        import_each(installation, dialect, copy)
    assert isinstance(caught.value.failure, OrderOfAnotherAccount | InvalidInput)
    assert find_order(installation, "guid", guid(1), OTHER_ACCOUNT).version == 1


def test_into_no_account(installation: Installation) -> None:
    with pytest.raises(DomainError) as caught:
        import_each(installation, "native", native_order(1), account=guid(9))
    assert caught.value.failure == AccountNotFound(guid(9))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_refused_document_leaves_nothing_and_takes_no_number(installation: Installation, dialect: str) -> None:
    invalid: list[Document] = [members for members, _ in CONFORMANCES[dialect].invalid]
    documents: list[Any] = [
        numbered_documents.least(dialect, 1, id="not an id"),
        *(numbered_documents.least(dialect, 1, **members) for members in invalid),
        {"success": False},
        [],
        "text",
        None,
        7,
    ]
    if envelope := CODECS[dialect].envelope:
        documents += [{"success": True, envelope[0]: {}}]
    for document in documents:
        with pytest.raises(DomainError) as caught:
            import_each(installation, dialect, document)
        assert isinstance(caught.value.failure, InvalidInput), document
        assert all(problem.path.startswith("$") for problem in caught.value.failure.problems)
    import_each(installation, "native", native_order(1, lines=native_lines(0, 0)))
    stored = find_order(installation, "guid", guid(1))
    assert stored.number == 1
    assert [line.number for line in stored.lines] == [1, 2]


def test_accounts_are_distinguished_by_the_principal_too(installation: Installation) -> None:
    import_each(installation, "native", native_order(1))
    for account, kind, value in ((OTHER_ACCOUNT, "guid", guid(1)), (OTHER_ACCOUNT, "number", 1)):
        with pytest.raises(DomainError):
            find_order(installation, kind, value, account)
    assert find_order(installation, "guid", guid(1)) == find_order(installation, "guid", guid(1), None)
