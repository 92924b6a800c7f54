"""Eager start: what needs not wait needs no task; what waits goes on, is cancelled and fails as a task does."""

import asyncio
from contextvars import ContextVar
from typing import Any

import pytest

from triplicate.server.eager_start import start, task_of_its_own

place: ContextVar[str] = ContextVar("place", default="outside")


def begun(work: Any) -> set[asyncio.Task[None]]:
    tasks: set[asyncio.Task[None]] = set()
    start(asyncio.get_running_loop(), work, tasks)
    return tasks


def test_what_does_not_wait_is_done_at_once() -> None:
    steps: list[str] = []

    async def work() -> None:
        place.set("inside")
        steps.append("done")

    async def main() -> None:
        assert begun(work()) == set()
        assert (steps, place.get()) == (["done"], "outside")

    asyncio.run(main())


def test_what_waits_goes_on_in_a_task_and_in_its_own_context() -> None:
    steps: list[Any] = []

    async def work(future: asyncio.Future[str]) -> None:
        place.set("inside")
        steps.append(await future)
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            steps.append((place.get(), asyncio.current_task()))

    async def main() -> None:
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        (task,) = tasks = begun(work(future))
        assert steps == []
        future.set_result("result")
        await task
        assert steps == ["result", ("inside", task)]
        assert (tasks, place.get()) == (set(), "outside")

    asyncio.run(main())


def test_a_failure_reaches_what_waits_for_it() -> None:
    steps: list[str] = []

    async def work(future: asyncio.Future[str]) -> None:
        for _ in range(2):
            try:
                await future
            except ValueError as error:
                steps.append(str(error))
        raise KeyError("last")

    async def main() -> None:
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        (task,) = begun(work(future))
        future.set_exception(ValueError("no"))
        with pytest.raises(KeyError, match="last"):
            await task
        assert steps == ["no", "no"]

    asyncio.run(main())


@pytest.mark.parametrize("ends", [True, False])
def test_a_cancellation_is_thrown_into_it(ends: bool) -> None:
    steps: list[str] = []

    async def work(future: asyncio.Future[str]) -> None:
        try:
            await future
        except asyncio.CancelledError:
            if ends:
                return
            await asyncio.sleep(0)
            steps.append("tidied")
            raise

    async def main() -> None:
        (task,) = begun(work(asyncio.get_running_loop().create_future()))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert (task.cancelled(), steps) == (not ends, [] if ends else ["tidied"])

    asyncio.run(main())


def test_a_cancellation_before_its_first_turn_lets_it_tidy_up() -> None:
    steps: list[str] = []

    async def work(future: asyncio.Future[str]) -> None:
        try:
            await future
        finally:
            steps.append("tidied")

    async def main() -> None:
        (task,) = begun(work(asyncio.get_running_loop().create_future()))
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(0)
        assert (task.cancelled(), steps) == (True, ["tidied"])

    asyncio.run(main())


def test_a_task_of_its_own() -> None:
    """What follows may use `asyncio.timeout`, whichever version of Python this is."""
    steps: list[Any] = []

    async def work() -> None:
        await task_of_its_own()
        async with asyncio.timeout(5):
            steps.append(asyncio.current_task())

    async def main() -> None:
        (task,) = begun(work())
        await task
        assert steps == [task]

    asyncio.run(main())
