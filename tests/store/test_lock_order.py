"""Transactions of one account lock its rows in one order, so that none of them is ended by a deadlock."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import msgspec

from tests.store.document_fixtures import ACCOUNT, add_accounts
from tests.strategies.orders import order
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Event
from triplicate.core.access import OPERATOR
from triplicate.core.lifecycle import Step
from triplicate.core.order.order import Order
from triplicate.main import Installation

_GUIDS = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")


def test_an_order_changes_while_another_is_placed(installation: Installation) -> None:
    """Both count facets and record an event; only the one that places has locked the account before."""
    add_accounts(installation)
    installation.store.run("place", lambda uow: _place(uow, 0))
    numbers_taken, order_changed = threading.Event(), threading.Event()
    attempts: list[str] = []

    def place(uow: UnitOfWork) -> None:
        attempts.append("place")
        _place(uow, 1)
        numbers_taken.set()
        order_changed.wait(1)
        time.sleep(0.3)

    def change(uow: UnitOfWork) -> None:
        attempts.append("change")
        before = uow.orders.get(OPERATOR, OrderName("guid", _GUIDS[0]))
        after = msgspec.structs.replace(before, version=2, step=Step.SHIPPED)
        uow.orders.replace(after)
        _record_event(uow, after)
        order_changed.set()

    with ThreadPoolExecutor(2) as pool:
        placing = pool.submit(installation.store.run, "place", place)
        assert numbers_taken.wait(5)
        pool.submit(installation.store.run, "change", change).result()
        placing.result()
    assert sorted(attempts) == ["change", "place"]


def _place(uow: UnitOfWork, place: int) -> None:
    number = uow.orders.take_number(ACCOUNT, "order", 0)
    made = order(guid=_GUIDS[place], oid=f"{place:024x}", account=ACCOUNT, number=number, step=Step.CREATED, lines=())
    uow.orders.add(made)
    _record_event(uow, made)


def _record_event(uow: UnitOfWork, changed: Order) -> None:
    uow.record_event(
        Event(
            order=changed.guid,
            account=changed.account,
            kind="changed",
            at="2025-01-01T00:00:00.000Z",
            actor="a",
            dialect="native",
            request="r",
            version=changed.version,
        )
    )
