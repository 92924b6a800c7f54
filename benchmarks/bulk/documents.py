"""Files of generated documents: those of the demo, in as many dialects as it has."""

import json
import random
from pathlib import Path

from triplicate.demo.documents import demos


def dialects() -> tuple[str, ...]:
    """The dialects of which the demo generates documents."""
    return tuple(name for name, demo in demos().items() if demo.document is not None)


def write_documents(file: Path, dialect: str, count: int) -> None:
    """Writes so many orders of a dialect, one a line."""
    make = demos()[dialect].document
    assert make is not None
    with file.open("wb") as output:
        for index in range(count):
            output.write(json.dumps(make(index, random.Random(index))).encode() + b"\n")
