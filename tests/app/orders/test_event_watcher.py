"""Callers who wait for events: one query at an interval for all of them, no event missed, failures passed on."""

import asyncio
from typing import Any

import pytest

from triplicate.app.orders.event_watcher import EventWatcher
from triplicate.core.failures import DomainError, Unavailable

WAITERS, POLLS = 50, 5


class Feed:
    """A reader with the end of a feed, which counts how often it is asked for."""

    def __init__(self) -> None:
        self.end = "0"
        self.polls = 0
        self.failure: Exception | None = None

    async def last_event(self, principal: Any) -> str:
        self.polls += 1
        if self.failure is not None:
            raise self.failure
        return self.end

    async def reach(self, polls: int) -> None:
        """Returns after so many more polls."""
        goal = self.polls + polls
        while self.polls < goal:
            await asyncio.sleep(0)


def watcher(feed: Feed) -> EventWatcher:
    return EventWatcher(feed, interval_s=0)  # type: ignore[arg-type]


async def wait_for(events: EventWatcher, feed: Feed, end: str, fetches: list[str]) -> None:
    """Waits as a request does: makes the future, looks, and waits."""
    while True:
        with events.news() as news:
            fetches.append(feed.end)
            if feed.end == end:
                return
            await news


def test_waiters_share_the_polls() -> None:
    async def run() -> tuple[Feed, list[str]]:
        feed, fetches = Feed(), list[str]()
        events = watcher(feed)
        waiting = [asyncio.create_task(wait_for(events, feed, "1", fetches)) for _ in range(WAITERS)]
        await feed.reach(POLLS)
        feed.end = "1"
        await asyncio.gather(*waiting)
        return feed, fetches

    feed, fetches = asyncio.run(run())
    assert POLLS < feed.polls <= POLLS + 3
    assert len(fetches) == 3 * WAITERS, "at first, after the first poll, and when there was news"


def test_an_event_between_two_looks_is_not_missed() -> None:
    async def run() -> None:
        feed = Feed()
        events = watcher(feed)
        for number in range(1, 50):
            with events.news() as news:
                feed.end = str(number)
                await asyncio.wait_for(news, 10)

    asyncio.run(run())


def test_nobody_is_polled_for_nobody() -> None:
    async def run() -> None:
        feed = Feed()
        events = watcher(feed)
        with events.news() as news:
            await news
        for _ in range(10):
            await asyncio.sleep(0)
        before = feed.polls
        for _ in range(10):
            await asyncio.sleep(0)
        assert feed.polls == before
        with events.news() as news:
            await news
        assert feed.polls > before

    asyncio.run(run())


def test_a_failure_reaches_everybody_who_waits() -> None:
    async def run() -> None:
        feed = Feed()
        feed.failure = DomainError(Unavailable())
        events = watcher(feed)
        with events.news() as first, events.news() as second:
            for news in (first, second):
                with pytest.raises(DomainError):
                    await news
        feed.failure = None
        with events.news() as news:
            await news

    asyncio.run(run())
