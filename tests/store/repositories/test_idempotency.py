"""Stored responses by idempotency key: kept until they expire, in the transaction of the change."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from tests.store.document_fixtures import ACCOUNT, OTHER_ACCOUNT, Rollback, rolled_back
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import StoredResponse
from triplicate.core.failures import DomainError, IdempotencyKeyInUse
from triplicate.main import Installation
from triplicate.store.repositories.idempotency import DELETE_BATCH_SIZE

EARLY, NOW, LATE = (f"2025-01-01T00:00:0{second}.000Z" for second in (1, 2, 3))


def kept(key: str = "key", caller: str = "me", **members: Any) -> StoredResponse:
    fixed = {"account": ACCOUNT, "caller": caller, "key": key, "fingerprint": "f", "sealed": b"s", "expires_at": LATE}
    return StoredResponse(**{**fixed, **members})


def keep(installation: Installation, *answers: StoredResponse) -> None:
    def work(unit: UnitOfWork) -> None:
        for each in answers:
            unit.idempotency.store(each)

    installation.store.run("keep", work)


def claim(
    installation: Installation, key: str = "key", caller: str = "me", now: str = NOW, account: str = ACCOUNT
) -> StoredResponse | None:
    """What a claim gives in a transaction that is taken back, so that nothing stays claimed."""
    found: StoredResponse | None = rolled_back(
        installation, lambda unit: unit.idempotency.claim(account, caller, key, now)
    )
    return found


def test_what_is_kept_is_found_by_whose_key_it_is(installation: Installation) -> None:
    keep(installation, kept(), kept(caller="you", sealed=b"yours"), kept(key="other", sealed=b"other"))
    assert claim(installation) == kept()
    assert claim(installation, caller="you") == kept(caller="you", sealed=b"yours")
    assert claim(installation, key="KEY") is None
    assert claim(installation, caller="") is None
    assert claim(installation, account=OTHER_ACCOUNT) is None


def test_an_answer_expires_and_another_takes_its_place(installation: Installation) -> None:
    keep(installation, kept())
    assert claim(installation, now=EARLY) == kept()
    assert claim(installation, now=LATE) is None
    keep(installation, kept(sealed=b"again", fingerprint="g", expires_at="2026-01-01T00:00:00.000Z"))
    assert claim(installation, now=LATE) == kept(
        sealed=b"again", fingerprint="g", expires_at="2026-01-01T00:00:00.000Z"
    )


def test_what_was_undone_is_not_kept(installation: Installation) -> None:
    def work(unit: UnitOfWork) -> None:
        unit.idempotency.store(kept())
        raise Rollback

    with suppress(Rollback):
        installation.store.run("undone", work)
    assert claim(installation) is None


def test_only_what_has_expired_is_forgotten_and_not_all_at_once(installation: Installation) -> None:
    keep(installation, *(kept(str(place), expires_at=EARLY) for place in range(DELETE_BATCH_SIZE + 7)), kept())
    forgotten = [installation.store.run("forget", lambda unit: unit.idempotency.delete_expired(NOW)) for _ in range(3)]
    assert forgotten == [DELETE_BATCH_SIZE, 7, 0]
    assert claim(installation) == kept()


def test_a_key_in_use(installation: Installation) -> None:
    """PostgreSQL says so soon; on SQLite, which has one writer, the second waits and then finds the answer."""
    begun, over = threading.Event(), threading.Event()

    def first(unit: UnitOfWork) -> None:
        unit.idempotency.claim(ACCOUNT, "me", "key", NOW)
        begun.set()
        over.wait(20)
        unit.idempotency.store(kept())

    thread = threading.Thread(target=installation.store.run, args=("first", first))
    thread.start()
    assert begun.wait(5)
    if installation.engine.writers == 1:
        threading.Timer(0.05, over.set).start()
        assert claim(installation) == kept()
    else:
        with pytest.raises(DomainError) as caught:
            claim(installation)
        assert caught.value.failure == IdempotencyKeyInUse()
        assert claim(installation, key="another") is None
        assert claim(installation, account=OTHER_ACCOUNT) is None
        over.set()
    thread.join()
    assert claim(installation) == kept()


def test_an_expired_key_is_taken_over_by_one(installation: Installation) -> None:
    """Its row is there already, and locks all the same."""
    keep(installation, kept(expires_at=EARLY))
    done: list[str] = []

    def work(unit: UnitOfWork) -> None:
        if unit.idempotency.claim(ACCOUNT, "me", "key", NOW) is None:
            done.append("mine")
            unit.idempotency.store(kept())

    def one(_: int) -> None:
        with suppress(DomainError):
            installation.store.run("claims", work)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    assert done == ["mine"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_comes_after_a_claim_may_wait_as_long_as_before(installation: Installation) -> None:
    """PostgreSQL's claim lowers `lock_timeout` for itself only; SQLite has one writer, who waits for nobody."""
    settings: list[Any] = []

    def work(unit: Any) -> None:
        for _ in range(2):
            settings.append(unit.connection.exec_driver_sql("SHOW lock_timeout").scalar_one())
            unit.idempotency.claim(ACCOUNT, "me", "key", NOW)

    installation.store.run("claims", work)
    assert settings[0] == settings[1]


def test_a_key_is_free_again_after_a_transaction_that_failed(installation: Installation) -> None:
    def work(unit: UnitOfWork) -> None:
        assert unit.idempotency.claim(ACCOUNT, "me", "key", NOW) is None
        raise Rollback

    for _ in range(2):
        with pytest.raises(Rollback):
            installation.store.run("fails", work)
    assert claim(installation) is None


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
