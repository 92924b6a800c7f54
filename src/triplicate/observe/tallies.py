"""Tallies: the numbers of one process, in a block of memory that other processes may read while they change.

A block begins with the number of its bytes in use; then each series follows: the length of its name, the number of its
values, its name as JSON (family and labels), and the values as doubles. Names are padded to 8 bytes, so that each value
is read and written as a whole. A series is complete before the number of bytes in use says that it is there.
"""

import struct
import threading
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from triplicate.observe.families import FAMILIES, Family

BLOCK_BYTES = 1024 * 1024
_USED = struct.Struct("<Q")
_SIZES = struct.Struct("<II")


class SeriesName(NamedTuple):
    """A family by its name, and the values of its labels."""

    family: str
    labels: tuple[str, ...]


class Tallies:
    """Numbers by family and labels. Making and advancing series is for any thread; else one at a time has a series."""

    def __init__(self, block: memoryview) -> None:
        """Continues what is in the block; zeros are an empty one."""
        self._block = block
        self.values = block.cast("d")
        self._lock = threading.Lock()
        self._totals: dict[tuple[Family, tuple[str, ...]], float] = {}
        self._places: dict[tuple[Family, tuple[str, ...]], int] = {}
        for name, place, _ in _series(block):
            if name.family in FAMILIES:
                self._places[FAMILIES[name.family], name.labels] = place
        if not _USED.unpack_from(block)[0]:
            _USED.pack_into(block, 0, _USED.size)

    def place(self, family: Family, *labels: str) -> int:
        """Where the values of a series begin in `values`; it is made if need be.

        When the block is full, series that it has no room for share the last values of it, which nobody reads.
        """
        place = self._places.get((family, labels))
        if place is None:
            with self._lock:
                place = self._places.get((family, labels)) or self._make(family, labels)
                self._places[family, labels] = place
        return place

    def _make(self, family: Family, labels: tuple[str, ...]) -> int:
        name = msgspec.json.encode(SeriesName(family.name, labels))
        name += b" " * (-len(name) % 8)
        start = int(_USED.unpack_from(self._block)[0])
        values_at = start + _SIZES.size + len(name)
        end = values_at + 8 * family.width
        if end > len(self._block) - 8 * 64:
            return len(self.values) - family.width
        _SIZES.pack_into(self._block, start, len(name), family.width)
        self._block[start + _SIZES.size : values_at] = name
        _USED.pack_into(self._block, 0, end)
        return values_at // 8

    def add(self, family: Family, *labels: str, amount: float = 1) -> None:
        """Adds to a counter."""
        self.values[self.place(family, *labels)] += amount

    def set(self, family: Family, *labels: str, value: float) -> None:
        """Sets a gauge."""
        self.values[self.place(family, *labels)] = value

    def advance(self, family: Family, *labels: str, total: float) -> None:
        """Adds to a counter what a total that this process counts elsewhere has grown by.

        A total that is smaller than the last one was read earlier, by another thread, and adds nothing.
        """
        place = self.place(family, *labels)
        with self._lock:
            growth = total - self._totals.get((family, labels), 0)
            if growth > 0:
                self.values[place] += growth
                self._totals[family, labels] = total

    def observe(self, family: Family, *labels: str, seconds: float) -> None:
        """Counts a duration in a histogram."""
        observe(self.values, self.place(family, *labels), family, seconds)


def observe(values: "memoryview[float]", place: int, family: Family, seconds: float) -> None:
    """Counts a duration in the histogram at a place."""
    values[place + bisect_left(family.bounds, seconds)] += 1
    values[place + len(family.bounds) + 1] += seconds


def read(block: memoryview) -> dict[SeriesName, tuple[float, ...]]:
    """The series of a block, which may be another process's."""
    values = block.cast("d")
    return {name: tuple(values[place : place + width]) for name, place, width in _series(block)}


def _series(block: memoryview) -> Iterator[tuple[SeriesName, int, int]]:
    """Each series, where its values begin, and how many there are."""
    used, at = _USED.unpack_from(block)[0], _USED.size
    while at < used:
        name_length, width = _SIZES.unpack_from(block, at)
        values_at = at + _SIZES.size + name_length
        yield msgspec.json.decode(block[at + _SIZES.size : values_at], type=SeriesName), values_at // 8, width
        at = values_at + 8 * width
