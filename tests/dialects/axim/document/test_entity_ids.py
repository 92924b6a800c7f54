"""Entity ids of Axim Commerce in the store: running numbers that are kept, shown and searched."""

from typing import Any

import pytest

from tests.dialects.axim.documents import complete
from tests.store.document_fixtures import (
    OTHER_ACCOUNT,
    add_accounts,
    find_order,
    guid,
    import_each,
    native_order,
    oid,
    rendered,
)
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.core.ids import MAX_NUMBER
from triplicate.main import Installation


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


def order_of_entity(number: int, entity: Any, **members: Any) -> dict[str, Any]:
    return complete(id=oid(number), entityId=entity, **members)


def test_an_imported_number_is_kept_and_moves_the_counter(installation: Installation) -> None:
    import_each(installation, "axim", order_of_entity(1, "100"))
    import_each(installation, "native", native_order(2))
    assert find_order(installation, "number", 100).oid == oid(1)
    assert find_order(installation, "guid", guid(2)).number == 101


def test_a_number_that_is_taken_is_shown_all_the_same_and_ours_is_preferred(installation: Installation) -> None:
    import_each(installation, "axim", *(order_of_entity(n, "100") for n in (1, 2, 3)))
    orders = [find_order(installation, "oid", oid(n)) for n in (1, 2, 3)]
    assert [order.number for order in orders] == [100, 101, 102]
    assert [rendered(installation, order, "axim")["entityId"] for order in orders] == ["100"] * 3
    assert find_order(installation, "number", 100).oid == oid(1)
    assert find_order(installation, "number", 101).oid == oid(2)
    with pytest.raises(DomainError) as caught:
        find_order(installation, "number", 100, OTHER_ACCOUNT)
    assert caught.value.failure == OrderNotFound("100")


def test_ours_before_the_documents(installation: Installation) -> None:
    """A number of ours that a document brings as well: the order that we gave it to is found."""
    import_each(installation, "native", native_order(1), native_order(2))
    import_each(installation, "axim", order_of_entity(3, "1"))
    assert find_order(installation, "number", 1).guid == guid(1)
    order = find_order(installation, "oid", oid(3))
    assert order.number == 3
    assert rendered(installation, order, "axim")["entityId"] == "1"


@pytest.mark.parametrize("huge", [str(MAX_NUMBER), str(MAX_NUMBER - 1), str(10**15), str(10**15 + 1)])
def test_huge_numbers_that_are_taken(installation: Installation, huge: str) -> None:
    assert import_each(installation, "axim", order_of_entity(1, huge), order_of_entity(2, huge)) == ["new", "new"]
    first, second = (find_order(installation, "oid", oid(n)) for n in (1, 2))
    assert first.number == int(huge)
    assert second.number != first.number
    assert rendered(installation, second, "axim")["entityId"] == huge
    assert find_order(installation, "number", int(huge)).oid == oid(1)


@pytest.mark.parametrize("entity", ["", None, "0", "-5", "007", "A-100", "1e3", "9" * 30, 0, 2**60, 1.5])
def test_an_entity_id_that_is_no_number_is_shown_and_counts_nothing(installation: Installation, entity: Any) -> None:
    try:
        import_each(installation, "axim", order_of_entity(1, entity))
    except DomainError:
        return  # a document may be refused, but not changed
    order = find_order(installation, "oid", oid(1))
    assert order.number == 1
    assert rendered(installation, order, "axim")["entityId"] == entity


def test_names_do_not_change(installation: Installation) -> None:
    import_each(installation, "axim", order_of_entity(1, "100"))
    before = find_order(installation, "oid", oid(1))
    import_each(installation, "axim", order_of_entity(1, "200", updatedAt="2025-01-01T00:00:00.000Z"))
    after = find_order(installation, "oid", oid(1))
    assert (after.guid, after.oid, after.number) == (before.guid, before.oid, before.number)
    assert [line.number for line in after.lines] == [line.number for line in before.lines]
    assert find_order(installation, "number", 100).oid == oid(1)
