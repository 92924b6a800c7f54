"""Parsing in child processes: a document that no process survives is refused alone, and no process is left behind."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from tests.conformance.registry import CONFORMANCES
from tests.store.document_fixtures import ACCOUNT
from tests.strategies.documents import DIALECTS
from tests.strategies.json_values import to_json
from triplicate.app.documents.drafts import Rejection
from triplicate.app.orders.order_draft import OrderDraft
from triplicate.bulk.document_kind import DocumentKind
from triplicate.bulk.parse_job import ParseJob, parse
from triplicate.bulk.parse_pool import LIMITS, ParsePool
from triplicate.core.failures import Problem
from triplicate.core.jobs.limits import MIB, Limits

DIALECT = DIALECTS[0]
DOCUMENT = to_json(CONFORMANCES[DIALECT].complete)
GREEDY = b"[" + b"{}," * 2_000_000 + b"{}]"
"""A document of 6 MB that takes 200 MB when it is parsed."""


@contextmanager
def parse_pool(limits: Limits = LIMITS) -> Iterator[ParsePool]:
    pool = ParsePool(1, {}, limits)
    try:
        yield pool
    finally:
        pool.close()
        assert pool.process_ids() == ()


def job(*texts: bytes | None) -> ParseJob:
    return ParseJob(
        dialect=DIALECT, kind=DocumentKind.ORDERS, account=ACCOUNT, currency="EUR", series=314159265358, texts=texts
    )


def test_a_child_parses_as_this_process_does() -> None:
    documents = job(DOCUMENT, b"[" + DOCUMENT + b", 5]", b"nonsense", None)
    with parse_pool() as pool:
        results = pool.parse(documents)
    assert results == parse(documents)
    assert isinstance(results[0][0].result, OrderDraft)
    assert [item.index for item in results[1]] == [0, 1]
    assert all(isinstance(items[-1].result, Rejection) for items in results[1:])


@pytest.mark.slow
def test_a_document_that_takes_too_much_memory_is_refused_alone() -> None:
    with parse_pool(Limits(memory=300 * MIB, cpu=60, wall=60.0)) as pool:
        first, second, third = pool.parse(job(DOCUMENT, GREEDY, DOCUMENT))
    assert first == third == parse(job(DOCUMENT))[0]
    (item,) = second
    assert item.result == Rejection((Problem("$", "takes too much memory to read"),))


def test_an_array_whose_drafts_do_not_fit_into_a_message_is_parsed_all_the_same() -> None:
    """A draft takes more bytes than its document, so that an array of the allowed size may have too many."""
    documents = job(DOCUMENT, b"[" + b",".join([DOCUMENT] * 40) + b"]", b"nonsense")
    expected = parse(documents)
    message = len(msgspec.msgpack.encode(expected[1])) - 1
    assert sum(len(text or b"") for text in documents.texts) < message
    with parse_pool(msgspec.structs.replace(LIMITS, message=message)) as pool:
        assert pool.parse(documents) == expected
        assert pool.parse(job(documents.texts[1])) == [expected[1]]


def test_documents_of_a_child_that_is_killed_are_parsed_by_another() -> None:
    with parse_pool() as pool, ThreadPoolExecutor(1) as executor:
        expected = pool.parse(job(DOCUMENT))
        (first,) = pool.process_ids()
        os.kill(first, signal.SIGSTOP)
        parsing = executor.submit(pool.parse, job(DOCUMENT))
        time.sleep(0.3)
        assert not parsing.done()
        os.kill(first, signal.SIGKILL)
        assert parsing.result(timeout=60) == expected
        (second,) = pool.process_ids()
        assert second != first
    assert not Path(f"/proc/{second}").exists()


def test_what_a_child_failed_with_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Its message may quote a document: here it would quote the dialect."""
    unknown = msgspec.structs.replace(job(DOCUMENT, DOCUMENT), dialect="no such dialect")
    with parse_pool() as pool:
        results = pool.parse(unknown)
    failure = Rejection((Problem("$", "cannot be read: the process that read it failed"),))
    assert [item.result for (item,) in results] == [failure, failure]
    assert "2 documents could not be parsed together: Crash" in caplog.text
    assert "no such dialect" not in caplog.text
