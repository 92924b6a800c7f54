"""Work on a stream in several threads: results in order, few items on the way, and failures where they belong."""

import threading
from collections.abc import Iterator

import pytest

from triplicate.bulk.pipeline import ordered_map


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_results_come_in_the_order_of_the_items(threads: int) -> None:
    assert list(ordered_map(lambda number: number * 2, range(100), threads)) == [(n, 2 * n) for n in range(100)]


def test_a_slow_first_item_holds_back_the_stream() -> None:
    """At most twice as many items as threads are taken before it is done, and one more."""
    taken: list[int] = []
    release = threading.Event()

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            if number == 4:
                release.set()
            yield number

    def work(number: int) -> int:
        assert number or release.wait(60)
        return number

    results = ordered_map(work, items(), 2)
    assert next(results) == (0, 0)
    assert len(taken) == 2 * 2 + 1
    assert [result for _, result in results] == list(range(1, 100))


def test_a_failure_ends_the_stream_after_what_went_before() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise ValueError(number)
        return number

    results = ordered_map(work, range(10), 2)
    assert [next(results) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]
    with pytest.raises(ValueError, match="3"):
        next(results)
