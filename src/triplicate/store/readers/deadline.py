"""Enforces a deadline on an asynchronous database operation."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def with_deadline(operation: Coroutine[Any, Any, T], deadline_s: float) -> T:
    """The result of a psycopg operation; raises TimeoutError at the deadline without waiting any longer.

    Cancelled once, psycopg asks the server to cancel and waits for it; cancelled twice, it closes the connection.
    """
    task = asyncio.ensure_future(operation)
    try:
        await asyncio.wait({task}, timeout=deadline_s)
    finally:
        for _ in range(2):
            if task.cancel():
                await asyncio.sleep(0)
    if not task.done() or task.cancelled():
        raise TimeoutError("the database did not answer in time")
    return task.result()
