"""Signals of new jobs: they end a wait, whoever gives them, and hold with more descriptors than `select` takes."""

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from tests.store.database_fixtures import server
from triplicate.core.jobs.kind import JobKind
from triplicate.main import Installation

PATIENCE_S = 30.0
_SELECT_LIMIT = 1024


class Nothing(msgspec.Struct):
    """Such a job says nothing."""


_KIND = JobKind(name="signalled", payload=Nothing)


@contextmanager
def many_descriptors() -> Iterator[None]:
    """The next descriptor is above what `select` can wait for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 4 * _SELECT_LIMIT), hard))
    descriptors = [os.open(os.devnull, os.O_RDONLY)]
    try:
        while descriptors[-1] <= _SELECT_LIMIT:
            descriptors.append(os.dup(descriptors[0]))
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("reason", ["a job", "a wake"])
def test_a_wait_ends(installation: Installation, reason: str) -> None:
    with many_descriptors():
        signal = installation.engine.job_signal()
        signal.wait(0.0)  # connects, where a connection is needed
        ended = threading.Event()

        def wait() -> None:
            signal.wait(PATIENCE_S)
            ended.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        if reason == "a job":
            installation.store.run("enqueue", lambda uow: uow.jobs.enqueue(_KIND, Nothing()))
        else:
            signal.wake()
        assert ended.wait(PATIENCE_S / 2)
        waiting.join()
        signal.close()


def test_a_wait_without_a_reason_ends_in_time(installation: Installation) -> None:
    signal = installation.engine.job_signal()
    for _ in range(3):
        signal.wait(0.01)
    signal.close()


def test_what_came_before_a_wait_ends_it(installation: Installation) -> None:
    signal = installation.engine.job_signal()
    signal.wait(0.0)
    installation.store.run("enqueue", lambda uow: uow.jobs.enqueue(_KIND, Nothing()))
    ended = threading.Event()

    def wait() -> None:
        signal.wait(PATIENCE_S)
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert ended.wait(PATIENCE_S / 2)
    waiting.join()
    signal.close()


@pytest.mark.slow
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_hangs_holds_no_worker_for_ever(installation: Installation) -> None:
    """It takes the connection, as its kernel does, and never answers."""
    signal = installation.engine.job_signal()
    ended = threading.Event()

    def wait() -> None:
        signal.wait(0.01)
        ended.set()

    with server().frozen():
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert ended.wait(PATIENCE_S)
    waiting.join()
    signal.wait(0.01)
    signal.close()
