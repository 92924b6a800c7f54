"""The fair lock: in the order of arrival, within a time, and never lost."""

import threading
import time
from itertools import count

import pytest

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import add_accounts
from tests.store.group_fixtures import place_unit
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation
from triplicate.store.fair_lock import FairLock

PATIENCE_S = 20.0


def wait_for_waiters(lock: FairLock, count: int) -> None:
    """Waits until so many threads wait for the lock."""
    until = time.monotonic() + PATIENCE_S
    while len(lock._waiters) < count:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_it_is_handed_over_in_the_order_of_arrival() -> None:
    lock, order = FairLock(PATIENCE_S), list[int]()

    def enter(number: int) -> None:
        with lock.hold():
            order.append(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(5)]
    with lock.hold():
        for number, thread in enumerate(threads):
            thread.start()
            wait_for_waiters(lock, number + 1)
    for thread in threads:
        thread.join()
    assert order == list(range(5))
    with lock.hold():
        pass


def test_who_gives_it_back_and_asks_again_comes_last() -> None:
    lock, order = FairLock(PATIENCE_S), list[str]()

    def enter() -> None:
        with lock.hold():
            order.append("other")

    thread = threading.Thread(target=enter)
    with lock.hold():
        thread.start()
        wait_for_waiters(lock, 1)
    with lock.hold():
        order.append("again")
    thread.join()
    assert order == ["other", "again"]


def test_waiting_ends_and_the_lock_goes_to_the_next() -> None:
    lock, entered = FairLock(0.01), threading.Event()
    with lock.hold(), pytest.raises(DomainError) as caught, lock.hold():
        entered.set()
    assert caught.value.failure == Unavailable()
    assert not entered.is_set()
    with lock.hold():
        entered.set()
    assert entered.is_set()


def test_an_error_gives_it_back() -> None:
    lock = FairLock(0.01)
    with pytest.raises(ZeroDivisionError), lock.hold():
        raise ZeroDivisionError
    with lock.hold():
        pass


def test_a_busy_writer_lets_others_write(installation: Installation, database: Database) -> None:
    """As when a server places orders without a pause, and a job wants to write as well."""
    if database.kind != "sqlite":
        return
    add_accounts(installation)
    begun, is_done = threading.Event(), threading.Event()
    places, groups = count(), list[int]()

    def write() -> None:
        while not is_done.is_set():
            installation.store.run_group([place_unit(next(places)) for _ in range(10)])
            groups.append(1)
            begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(PATIENCE_S)
    waits = [-len(groups) + installation.store.run("other", lambda _: len(groups)) for _ in range(31)]
    is_done.set()
    thread.join()
    assert sum(waits) < 20 * len(waits), waits
