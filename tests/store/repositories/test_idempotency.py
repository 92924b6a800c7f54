"""Answers kept under idempotency keys: found until they expire, in the transaction of the change, one at a time."""

import threading
from contextlib import suppress
from typing import Any

import pytest

from tests.store.document_fixtures import Undone
from triplicate.app.ports import Unit
from triplicate.app.records import Kept
from triplicate.core.failures import KeyInFlight, Refused
from triplicate.main import House
from triplicate.store.repositories.idempotency import FORGOTTEN_AT_ONCE

EARLY, NOW, LATE = (f"2025-01-01T00:00:0{second}.000Z" for second in (1, 2, 3))


def kept(key: str = "key", caller: str = "me", **members: Any) -> Kept:
    fixed = {"caller": caller, "key": key, "fingerprint": "f", "sealed": "s", "expires_at": LATE}
    return Kept(**{**fixed, **members})


def keep(house: House, *answers: Kept) -> None:
    def work(unit: Unit) -> None:
        for one in answers:
            unit.idempotency.keep(one)

    house.store.run("keep", work)


def find(house: House, key: str = "key", caller: str = "me", now: str = NOW) -> Kept | None:
    return house.store.run("find", lambda unit: unit.idempotency.find(caller, key, now))


def test_what_is_kept_is_found_by_whose_key_it_is(house: House) -> None:
    keep(house, kept(), kept(caller="you", sealed="yours"), kept(key="other", sealed="other"))
    assert find(house) == kept()
    assert find(house, caller="you") == kept(caller="you", sealed="yours")
    assert find(house, key="KEY") is None
    assert find(house, caller="") is None


def test_an_answer_expires_and_another_takes_its_place(house: House) -> None:
    keep(house, kept())
    assert find(house, now=EARLY) == kept()
    assert find(house, now=LATE) is None
    keep(house, kept(sealed="again", fingerprint="g", expires_at="2026-01-01T00:00:00.000Z"))
    assert find(house, now=LATE) == kept(sealed="again", fingerprint="g", expires_at="2026-01-01T00:00:00.000Z")


def test_what_was_undone_is_not_kept(house: House) -> None:
    def work(unit: Unit) -> None:
        unit.idempotency.keep(kept())
        raise Undone

    with suppress(Undone):
        house.store.run("undone", work)
    assert find(house) is None


def test_only_what_has_expired_is_forgotten_and_not_all_at_once(house: House) -> None:
    keep(house, *(kept(str(place), expires_at=EARLY) for place in range(FORGOTTEN_AT_ONCE + 7)), kept())
    forgotten = [house.store.run("forget", lambda unit: unit.idempotency.forget(NOW)) for _ in range(3)]
    assert forgotten == [FORGOTTEN_AT_ONCE, 7, 0]
    assert find(house) == kept()


def test_a_key_in_use(house: House) -> None:
    """PostgreSQL says so at once; on SQLite, which has one writer, the second waits and then finds the answer."""
    begun, over = threading.Event(), threading.Event()

    def first(unit: Unit) -> None:
        unit.idempotency.find("me", "key", NOW)
        begun.set()
        over.wait(5)
        unit.idempotency.keep(kept())

    thread = threading.Thread(target=house.store.run, args=("first", first))
    thread.start()
    assert begun.wait(5)
    if house.engine.writers == 1:
        threading.Timer(0.05, over.set).start()
        assert find(house) == kept()
    else:
        with pytest.raises(Refused) as caught:
            find(house)
        assert caught.value.failure == KeyInFlight()
        assert find(house, key="another") is None
        over.set()
    thread.join()
    assert find(house) == kept()


def test_a_key_is_free_again_after_a_transaction_that_failed(house: House) -> None:
    def work(unit: Unit) -> None:
        unit.idempotency.find("me", "key", NOW)
        raise Undone

    for _ in range(2):
        with pytest.raises(Undone):
            house.store.run("fails", work)
    assert find(house) is None


def test_many_who_forget_at_once_do_not_wait_for_each_other(house: House) -> None:
    keep(house, *(kept(str(place), expires_at=EARLY) for place in range(500)))
    counted: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: counted.append(house.store.run("forget", lambda unit: unit.idempotency.forget(NOW)))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counted) == 500
