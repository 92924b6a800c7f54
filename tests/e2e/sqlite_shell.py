"""A minimal stand-in for the sqlite3 shell, so that documented commands can be tested on machines without it."""

import sqlite3
import sys
from pathlib import Path


def main(file: str, statement: str) -> None:
    """Prints the rows as `sqlite3 -readonly FILE STATEMENT` does."""
    connection = sqlite3.connect(f"{Path(file).absolute().as_uri()}?mode=ro", uri=True)
    for row in connection.execute(statement):
        print("|".join(cell.decode() if isinstance(cell, bytes) else str(cell) for cell in row))


if __name__ == "__main__":
    main(*sys.argv[1:])
