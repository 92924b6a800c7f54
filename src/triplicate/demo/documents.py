"""Sample documents for the demo: the vendors' own, and generated ones, deterministic by their number."""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from triplicate.api.demo import DemoFile, DialectDemo
from triplicate.discovery import load_dialects


@cache
def demos() -> dict[str, DialectDemo]:
    """What each dialect brings to the demo, by its name, in the order of their positions."""
    made = {dialect.name: dialect.demo() for dialect in load_dialects() if dialect.demo is not None}
    return dict(sorted(made.items(), key=lambda item: (item[1].position, item[0])))


@cache
def dialects() -> tuple[str, ...]:
    """The dialects with a sample order."""
    return tuple(name for name, demo in demos().items() if demo.sample is not None)


def vendor_sample(dialect: str) -> Any:
    """The vendor's own sample response."""
    sample = demos()[dialect].sample
    assert sample is not None, "only dialects with a sample are asked"
    return sample()


def generate_documents(start: int, stop: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents numbered `start` to `stop` (exclusive), each with its dialect, which take turns."""
    makers = [(name, demo.document) for name, demo in demos().items() if demo.document is not None]
    for index in range(start, stop):
        dialect, make = makers[index % len(makers)]
        yield dialect, make(index, random.Random(index))


def files() -> Iterator[DemoFile]:
    """The stored files to which the documents refer."""
    for demo in demos().values():
        yield from demo.files()
