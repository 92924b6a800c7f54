"""What commands print: tables for people, tab-separated lines for programs, and nothing that speaks to the terminal."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text


def show(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal; tab-separated lines, without a heading, for a pipe."""
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
    """A value as one line of JSON, at once."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def printable(text: str) -> str:
    """The text without anything that would speak to a terminal, or end a line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
