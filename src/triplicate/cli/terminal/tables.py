"""Output of commands: tables on terminals, tab-separated lines in pipes, with control characters escaped."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text


def show(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints a table on a terminal; tab-separated lines without a header in a pipe."""
    console = Console()
    if not console.is_terminal:
        for row in rows:
            print("\t".join(printable(cell) for cell in row))
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console.print(table)


def show_json(value: Any) -> None:
    """Prints a value as one line of JSON, and flushes."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def printable(text: str) -> str:
    """The text with control characters and line breaks escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
