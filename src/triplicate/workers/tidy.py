"""Tidying: the answers kept under idempotency keys are forgotten when they have expired."""

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
    """Forgets at once, and then every so many seconds, until it is cancelled. What goes wrong is in the log."""
    while True:
        try:
            await forget_expired(store, now)
        except Refused as refused:
            log.warning("could not tidy up: %s: %r", refused, refused.__cause__)
        except Exception:
            log.exception("could not tidy up")
        await asyncio.sleep(every)


async def forget_expired(store: Store, now: Callable[[], datetime]) -> int:
    """Forgets all that has expired, in transactions so small that no change waits for them; how much it was."""
    at, forgotten = times.of(now()), 0
    while some := await asyncio.to_thread(store.run, "tidy", lambda unit: unit.idempotency.forget(at)):
        forgotten += some
    return forgotten
