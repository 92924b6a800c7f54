"""Eager start: a coroutine runs at once until it first waits, and becomes a task only if it does.

Most orders are read without waiting for anything; a task of the event loop would cost them a turn of the loop.
"""

import asyncio
import sys
from collections.abc import Coroutine, Generator
from contextvars import copy_context
from typing import Any


def start(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
    """Runs `work`, or begins it and leaves the rest to a task among `tasks`.

    Until Python 3.12 there is no current task before `work` first waits, which `asyncio.timeout` would need.
    """
    if sys.version_info >= (3, 12):
        task = asyncio.Task(work, loop=loop, eager_start=True)
        if task.done():
            return
    else:
        context = copy_context()
        try:
            waiting_for = context.run(work.send, None)
        except StopIteration:
            return
        task = loop.create_task(_rest(work, waiting_for), context=context)
        task.add_done_callback(lambda _: work.close())  # it is left waiting by a task that is cancelled too soon
    tasks.add(task)
    task.add_done_callback(tasks.discard)


class _Continuation:
    """Waits for what a begun coroutine waits for, and goes on with it; what is thrown meanwhile is thrown into it."""

    def __init__(self, work: Coroutine[Any, Any, None], waiting_for: Any) -> None:
        self._work = work
        self._waiting_for = waiting_for

    def __await__(self) -> Generator[Any, Any, None]:
        waiting_for = self._waiting_for
        while True:
            try:
                yield waiting_for
                break
            except BaseException as error:  # a cancellation, too
                try:
                    waiting_for = self._work.throw(error)
                except StopIteration:
                    return
        yield from self._work.__await__()


async def _rest(work: Coroutine[Any, Any, None], waiting_for: Any) -> None:
    await _Continuation(work, waiting_for)


async def task_of_its_own() -> None:
    """Goes on in a task, which whoever may use `asyncio.timeout` or other libraries has to be in."""
    await asyncio.sleep(0)
