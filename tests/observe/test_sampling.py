"""Sampling of states goes on after a failure, which is logged once and not every second."""

import asyncio

import pytest

from triplicate.observe import metrics
from triplicate.observe.metrics import Metrics
from triplicate.observe.tallies import Tallies


def test_a_sampler_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(metrics, "SAMPLING_S", 0.0)
    outcomes = [OSError(24, "Too many open files"), OSError(24, "Too many open files"), None, OSError(5, "I/O error")]
    ended = asyncio.Event()

    def sampler(tallies: Tallies) -> None:
        if not outcomes:
            ended.set()
        elif (error := outcomes.pop(0)) is not None:
            raise error

    async def run() -> None:
        state = Metrics()
        state.add_sampler(sampler)
        sampling = asyncio.create_task(state.sample_periodically())
        await asyncio.wait_for(ended.wait(), 20)
        sampling.cancel()

    asyncio.run(run())
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == [
        "[Errno 24] Too many open files",
        "[Errno 5] I/O error",
    ]
