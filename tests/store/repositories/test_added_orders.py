"""Orders that were added in this transaction: written together later, and found by every look-up at once."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.dialects.native.consistency_fixtures import check_consistency
from tests.store.document_fixtures import ACCOUNT, Rollback, add_accounts, guid, oid, principal_of
from tests.store.group_fixtures import place_unit
from tests.store.statement_fixtures import recorded_statements
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core.access import OPERATOR
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.core.order import order as core
from triplicate.main import Installation
from triplicate.store.multi_row import MAX_ROWS

LOOK_UPS: dict[str, Callable[[UnitOfWork], Any]] = {
    "by GUID": lambda uow: uow.orders.get(principal_of(ACCOUNT), OrderName("guid", guid(1))).guid,
    "by 24-hex id": lambda uow: uow.orders.get(principal_of(ACCOUNT), OrderName("oid", oid(1))).guid,
    "by number": lambda uow: uow.orders.get(principal_of(ACCOUNT), OrderName("number", 1)).guid,
    "by GUID, in all accounts": lambda uow: uow.orders.get(OPERATOR, OrderName("guid", guid(1))).guid,
    "by number, in all accounts": lambda uow: uow.orders.get(OPERATOR, OrderName("number", 1)).guid,
    "in a page": lambda uow: core.decode(uow.orders.page(OPERATOR, ACCOUNT, None)[0][0]).guid,
    "among names in use": lambda uow: next(iter(uow.orders.names_in_use("guid", [guid(1)]))),
    "by reference": lambda uow: uow.orders.find_by_reference(ACCOUNT, "PO-1"),
}


@pytest.fixture(autouse=True)
def _two_accounts(installation: Installation) -> None:
    add_accounts(installation)


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS)
def test_every_look_up_finds_them(installation: Installation, look_up: Callable[[UnitOfWork], Any]) -> None:
    unit = place_unit(1, then=lambda uow: orders.append(look_up(uow)), reference="PO-1")
    orders: list[Any] = []
    installation.store.run("place", unit.run)
    assert orders == [guid(1)]
    check_consistency(installation)


def test_one_that_is_replaced(installation: Installation) -> None:
    def change(uow: UnitOfWork) -> None:
        before = uow.orders.get(OPERATOR, OrderName("guid", guid(1)))
        uow.orders.replace(msgspec.structs.replace(before, reference="PO-2"))
        uow.orders.replace(msgspec.structs.replace(before, reference="PO-3"))

    installation.store.run("place", place_unit(1, then=change).run)
    assert installation.store.run("find", lambda uow: uow.orders.find_by_reference(ACCOUNT, "PO-3")) == guid(1)
    check_consistency(installation)


def test_many_are_written_by_few_statements(installation: Installation) -> None:
    def work(uow: UnitOfWork) -> None:
        for place in range(MAX_ROWS - 1):
            place_unit(place).run(uow)

    with recorded_statements() as one:
        installation.store.run("place", place_unit(1000).run)
    with recorded_statements() as many:
        installation.store.run("place", work)
    assert sum(sql.startswith("INSERT INTO orders") for sql in [*one, *many]) <= 2
    assert len(many) < len(one) + MAX_ROWS / 4
    check_consistency(installation)


def test_no_more_wait_than_a_statement_takes(installation: Installation) -> None:
    def work(uow: Any) -> list[int]:
        lengths = []
        for place in range(2 * MAX_ROWS):
            place_unit(place).run(uow)
            lengths.append(len(uow.session.new_orders))
        return lengths

    assert max(installation.store.run("place", work)) < MAX_ROWS


def test_what_a_savepoint_undoes_is_not_written(installation: Installation) -> None:
    def work(uow: UnitOfWork) -> None:
        for place, look_up in ((1, lambda _: None), (2, LOOK_UPS["in a page"])):
            with pytest.raises(Rollback):
                uow.run_in_savepoint(lambda place=place, look_up=look_up: _place_and_fail(uow, place, look_up))  # type: ignore[misc]
        with pytest.raises(DomainError) as caught:
            LOOK_UPS["by GUID"](uow)
        assert caught.value.failure == OrderNotFound(guid(1))
        place_unit(3).run(uow)

    installation.store.run("place", work)
    assert [order.guid for order in check_consistency(installation)] == [guid(3)]


def test_what_came_before_a_savepoint_stays(installation: Installation) -> None:
    """Also when a look-up behind the savepoint has written it."""

    def work(uow: UnitOfWork) -> None:
        place_unit(1).run(uow)
        with pytest.raises(Rollback):
            uow.run_in_savepoint(lambda: _place_and_fail(uow, 2, LOOK_UPS["by GUID"]))
        assert LOOK_UPS["by GUID"](uow) == guid(1)

    installation.store.run("place", work)
    assert [order.guid for order in check_consistency(installation)] == [guid(1)]


def _place_and_fail(uow: UnitOfWork, place: int, look_up: Callable[[UnitOfWork], Any]) -> None:
    place_unit(place).run(uow)
    look_up(uow)
    raise Rollback
