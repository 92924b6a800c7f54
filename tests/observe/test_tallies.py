"""Tallies: numbers in a block that another process reads, continues, or finds full."""

import threading
from contextlib import suppress
from functools import partial
from typing import Any

from triplicate.observe.families import FAMILIES, REQUEST_SECONDS, UNIT_SECONDS, UNITS, WRITE_QUEUE, FamilyKind
from triplicate.observe.tallies import BLOCK_BYTES, SeriesName, Tallies, read


def block(size: int = BLOCK_BYTES) -> memoryview:
    return memoryview(bytearray(size))


def test_what_is_counted_is_read_from_the_block() -> None:
    memory = block()
    tallies = Tallies(memory)
    for outcome in ("committed", "committed", "refused"):
        tallies.add(UNITS, "placeOrder", outcome)
    tallies.set(WRITE_QUEUE, value=7)
    tallies.set(WRITE_QUEUE, value=3)
    assert read(memory) == {
        SeriesName("triplicate_units_of_work", ("placeOrder", "committed")): (2,),
        SeriesName("triplicate_units_of_work", ("placeOrder", "refused")): (1,),
        SeriesName("triplicate_write_queue_units", ()): (3,),
    }


def test_a_duration_counts_at_the_first_bound_that_it_does_not_exceed() -> None:
    memory = block()
    tallies = Tallies(memory)
    for seconds in (0.0, REQUEST_SECONDS.bounds[0], REQUEST_SECONDS.bounds[0] * 1.01, 1_000.0):
        tallies.observe(REQUEST_SECONDS, "native", "getOrder", seconds=seconds)
    (values,) = read(memory).values()
    assert (values[:2], values[len(REQUEST_SECONDS.bounds)]) == ((2, 1), 1)
    assert values[-1] == 1_000 + REQUEST_SECONDS.bounds[0] * 2.01


def test_another_process_goes_on_with_the_same_series() -> None:
    memory = block()
    Tallies(memory).add(UNITS, "x", "committed")
    Tallies(memory).add(UNITS, "x", "committed")
    assert list(read(memory).values()) == [(2,)]


def test_a_total_counted_elsewhere_adds_what_it_has_grown_by() -> None:
    memory = block()
    for total in (5, 8):
        Tallies(memory).advance(UNITS, "x", "committed", total=total)
    tallies = Tallies(memory)
    for total in (1, 4):
        tallies.advance(UNITS, "x", "committed", total=total)
    assert list(read(memory).values()) == [(17,)]


def test_a_total_that_a_slower_thread_has_read_takes_nothing_back() -> None:
    memory = block()
    tallies = Tallies(memory)
    sums = []
    for total in (5, 3, 8):
        tallies.advance(UNITS, "x", "committed", total=total)
        sums.append(tallies.values[tallies.place(UNITS, "x", "committed")])
    assert sums == [5, 5, 8]


def test_threads_that_advance_the_same_series_add_up_to_the_total() -> None:
    class SlowTotals(dict[Any, float]):
        """Totals whose readers all wait for each other, unless only one may read at a time."""

        def get(self, key: Any, default: Any = None) -> Any:
            found = super().get(key, default)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(0.05)
            return found

    barrier = threading.Barrier(2)
    memory = block()
    tallies = Tallies(memory)
    tallies._totals = SlowTotals()
    advance = partial(tallies.advance, UNITS, "x", "committed", total=5)
    threads = [threading.Thread(target=advance) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(read(memory).values()) == [(5,)]


def test_a_full_block_counts_on_what_it_has() -> None:
    memory = block(4096)
    tallies = Tallies(memory)
    for number in range(100):
        tallies.observe(UNIT_SECONDS, f"unit {number}", seconds=1)
    tallies.observe(UNIT_SECONDS, "unit 0", seconds=1)
    series = read(memory)
    assert 0 < len(series) < 100
    assert series[SeriesName(UNIT_SECONDS.name, ("unit 0",))][-1] == 2
    assert all(values[-1] == 1 for name, values in series.items() if name.labels != ("unit 0",))


def test_threads_that_make_series_at_the_same_time_make_each_once() -> None:
    memory = block()
    tallies = Tallies(memory)

    def make() -> None:
        for number in range(200):
            tallies.place(UNITS, f"unit {number}", "committed")

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read(memory)) == 200


def test_every_family_has_a_name_of_its_own_and_says_what_it_counts() -> None:
    assert all(family.name.startswith("triplicate_") and family.help.endswith(".") for family in FAMILIES.values())
    assert all(bool(family.bounds) == (family.kind is FamilyKind.HISTOGRAM) for family in FAMILIES.values())
    assert all(list(family.bounds) == sorted(set(family.bounds)) for family in FAMILIES.values())
