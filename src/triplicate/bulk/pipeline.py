"""Runs a function on the items of a stream in several threads, with the results in the order of the stream."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def ordered_map(function: Callable[[T], R], items: Iterable[T], threads: int) -> Iterator[tuple[T, R]]:
    """Each item with its result, in order. At most twice as many items as threads are on the way at once."""
    pending: deque[tuple[T, Future[R]]] = deque()
    with ThreadPoolExecutor(threads) as executor:
        try:
            for item in items:
                pending.append((item, executor.submit(function, item)))
                while pending and (len(pending) > 2 * threads or pending[0][1].done()):
                    yield _next(pending)
            while pending:
                yield _next(pending)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


def _next(pending: deque[tuple[T, Future[R]]]) -> tuple[T, R]:
    item, future = pending.popleft()
    return item, future.result()
