"""Expiry: expired data is deleted, the rest is kept, and errors do not stop the worker."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from triplicate.app.ports import UnitOfWork
from triplicate.app.records import StoredResponse
from triplicate.core import times
from triplicate.core.failures import DomainError, Unavailable
from triplicate.main import Installation
from triplicate.workers.expire import delete_expired_responses, expire_periodically

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE_S = 20.0


def keep(installation: Installation, count: int, name: str, left: timedelta) -> None:
    """Keeps so many answers that expire after `left`."""

    def work(unit: UnitOfWork) -> None:
        for number in range(count):
            key, until = f"{name} {number}", times.from_datetime(NOW + left)
            unit.idempotency.store(
                StoredResponse(account="a", caller="c", key=key, fingerprint="f", sealed=b"s", expires_at=until)
            )

    installation.store.run("keep", work)


def kept(installation: Installation) -> int:
    """How many rows there are."""
    with installation.store.sql.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM idempotency").scalar_one())


def test_what_has_expired_is_forgotten_and_nothing_else(installation: Installation) -> None:
    keep(installation, 3, "gone", timedelta(milliseconds=-1))
    keep(installation, 2, "good", timedelta(milliseconds=1))
    assert asyncio.run(delete_expired_responses(installation.store, lambda: NOW)) == 3
    assert kept(installation) == 2
    assert asyncio.run(delete_expired_responses(installation.store, lambda: NOW)) == 0


def test_many_are_forgotten_in_several_transactions(installation: Installation) -> None:
    keep(installation, 5000, "gone", timedelta(hours=-1))
    transactions: list[str] = []

    class Watched:
        def run(self, name: str, work: Callable[[UnitOfWork], Any]) -> Any:
            transactions.append(name)
            return installation.store.run(name, work)

    assert asyncio.run(delete_expired_responses(Watched(), lambda: NOW)) == 5000
    assert kept(installation) == 0
    assert len(transactions) > 2


class Ailing:
    """A store in which every second piece of work fails, in turn in a way that was foreseen and one that was not."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, name: str, work: Callable[[UnitOfWork], Any]) -> Any:
        """Fails, or finds nothing."""
        self.runs += 1
        if self.runs % 4 == 1:
            raise DomainError(Unavailable())
        if self.runs % 4 == 3:
            raise ZeroDivisionError("an accident")
        return 0


def test_it_goes_on_whatever_happens_until_it_is_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    store = Ailing()

    async def for_a_while() -> None:
        tidying = asyncio.create_task(expire_periodically(store, lambda: NOW, interval_s=0.0))
        async with asyncio.timeout(PATIENCE_S):
            while store.runs < 8:
                await asyncio.sleep(0.001)
        tidying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await tidying

    with caplog.at_level(logging.WARNING):
        asyncio.run(for_a_while())
    assert {record.levelname for record in caplog.records} == {"WARNING", "ERROR"}
    assert "Unavailable" in caplog.text
    assert "an accident" in caplog.text
