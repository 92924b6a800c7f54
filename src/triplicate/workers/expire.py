"""Deletes expired responses of idempotency keys periodically."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from triplicate.app.ports import Store
from triplicate.core import times
from triplicate.core.failures import Refused

EVERY_S = 600.0
log = logging.getLogger(__name__)


async def tidy(store: Store, now: Callable[[], datetime], every: float = EVERY_S) -> None:
    """Deletes expired responses now and every `interval_s` seconds until cancelled. Errors are logged."""
    while True:
        try:
            await forget_expired(store, now)
        except Refused as refused:
            log.warning("could not delete expired responses: %s: %r", refused, refused.__cause__)
        except Exception:
            log.exception("could not delete expired responses")
        await asyncio.sleep(every)


async def forget_expired(store: Store, now: Callable[[], datetime]) -> int:
    """Deletes all expired responses, in small transactions that do not block other writes; how many."""
    at, forgotten = times.of(now()), 0
    while some := await asyncio.to_thread(store.run, "tidy", lambda unit: unit.idempotency.forget(at)):
        forgotten += some
    return forgotten
