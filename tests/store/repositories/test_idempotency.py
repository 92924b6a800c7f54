"""Stored responses by idempotency key: kept until they expire, in the transaction of the change."""

import threading
from contextlib import suppress
from typing import Any

import pytest

from tests.store.document_fixtures import Rollback
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import StoredResponse
from triplicate.core.failures import DomainError, IdempotencyKeyInUse
from triplicate.main import Installation
from triplicate.store.repositories.idempotency import DELETE_BATCH_SIZE

EARLY, NOW, LATE = (f"2025-01-01T00:00:0{second}.000Z" for second in (1, 2, 3))


def kept(key: str = "key", caller: str = "me", **members: Any) -> StoredResponse:
    fixed = {"caller": caller, "key": key, "fingerprint": "f", "sealed": "s", "expires_at": LATE}
    return StoredResponse(**{**fixed, **members})


def keep(installation: Installation, *answers: StoredResponse) -> None:
    def work(unit: UnitOfWork) -> None:
        for one in answers:
            unit.idempotency.store(one)

    installation.store.run("keep", work)


def find(installation: Installation, key: str = "key", caller: str = "me", now: str = NOW) -> StoredResponse | None:
    return installation.store.run("find", lambda unit: unit.idempotency.find(caller, key, now))


def test_what_is_kept_is_found_by_whose_key_it_is(installation: Installation) -> None:
    keep(installation, kept(), kept(caller="you", sealed="yours"), kept(key="other", sealed="other"))
    assert find(installation) == kept()
    assert find(installation, caller="you") == kept(caller="you", sealed="yours")
    assert find(installation, key="KEY") is None
    assert find(installation, caller="") is None


def test_an_answer_expires_and_another_takes_its_place(installation: Installation) -> None:
    keep(installation, kept())
    assert find(installation, now=EARLY) == kept()
    assert find(installation, now=LATE) is None
    keep(installation, kept(sealed="again", fingerprint="g", expires_at="2026-01-01T00:00:00.000Z"))
    assert find(installation, now=LATE) == kept(sealed="again", fingerprint="g", expires_at="2026-01-01T00:00:00.000Z")


def test_what_was_undone_is_not_kept(installation: Installation) -> None:
    def work(unit: UnitOfWork) -> None:
        unit.idempotency.store(kept())
        raise Rollback

    with suppress(Rollback):
        installation.store.run("undone", work)
    assert find(installation) is None


def test_only_what_has_expired_is_forgotten_and_not_all_at_once(installation: Installation) -> None:
    keep(installation, *(kept(str(place), expires_at=EARLY) for place in range(DELETE_BATCH_SIZE + 7)), kept())
    forgotten = [installation.store.run("forget", lambda unit: unit.idempotency.delete_expired(NOW)) for _ in range(3)]
    assert forgotten == [DELETE_BATCH_SIZE, 7, 0]
    assert find(installation) == kept()


def test_a_key_in_use(installation: Installation) -> None:
    """PostgreSQL says so at once; on SQLite, which has one writer, the second waits and then finds the answer."""
    begun, over = threading.Event(), threading.Event()

    def first(unit: UnitOfWork) -> None:
        unit.idempotency.find("me", "key", NOW)
        begun.set()
        over.wait(5)
        unit.idempotency.store(kept())

    thread = threading.Thread(target=installation.store.run, args=("first", first))
    thread.start()
    assert begun.wait(5)
    if installation.engine.writers == 1:
        threading.Timer(0.05, over.set).start()
        assert find(installation) == kept()
    else:
        with pytest.raises(DomainError) as caught:
            find(installation)
        assert caught.value.failure == IdempotencyKeyInUse()
        assert find(installation, key="another") is None
        over.set()
    thread.join()
    assert find(installation) == kept()


def test_a_key_is_free_again_after_a_transaction_that_failed(installation: Installation) -> None:
    def work(unit: UnitOfWork) -> None:
        unit.idempotency.find("me", "key", NOW)
        raise Rollback

    for _ in range(2):
        with pytest.raises(Rollback):
            installation.store.run("fails", work)
    assert find(installation) is None


def test_many_who_forget_at_once_do_not_wait_for_each_other(installation: Installation) -> None:
    keep(installation, *(kept(str(place), expires_at=EARLY) for place in range(500)))
    counted: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: counted.append(
                installation.store.run("forget", lambda unit: unit.idempotency.delete_expired(NOW))
            )
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counted) == 500
