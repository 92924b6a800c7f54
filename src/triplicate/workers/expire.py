"""Deletes expired responses of idempotency keys periodically."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from triplicate.app.ports import Store
from triplicate.core import times
from triplicate.core.failures import DomainError

INTERVAL_S = 600.0
log = logging.getLogger(__name__)


async def expire_periodically(store: Store, now: Callable[[], datetime], interval_s: float = INTERVAL_S) -> None:
    """Deletes expired responses now and every `interval_s` seconds until cancelled. Errors are logged."""
    while True:
        try:
            await delete_expired_responses(store, now)
        except DomainError as error:
            log.warning("could not delete expired responses: %s: %r", error, error.__cause__)
        except Exception:
            log.exception("could not delete expired responses")
        await asyncio.sleep(interval_s)


async def delete_expired_responses(store: Store, now: Callable[[], datetime]) -> int:
    """Deletes all expired responses, in small transactions that do not block other writes; how many."""
    at, deleted = times.from_datetime(now()), 0
    while batch_count := await asyncio.to_thread(store.run, "tidy", lambda uow: uow.idempotency.delete_expired(at)):
        deleted += batch_count
    return deleted
