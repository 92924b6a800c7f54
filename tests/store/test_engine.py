"""The engine answers for its database: nothing else asks which one it is, and repositories send SQL in one way."""

import re
from pathlib import Path

import triplicate

SOURCE = Path(triplicate.__file__).parent
WHICH_DATABASE = re.compile(
    r"\b(?:SqliteEngine|PostgresEngine|isinstance\([^)]*(?:Fts5|TsVector))"
    r"|engine\.name|dialect\.name == .(?:sqlite|postgresql)"
)
SENDS_SQL = re.compile(r"\.exec(?:ute|utemany|_driver_sql)\(")


def modules(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)
    assert found
    return found


def test_nothing_but_the_engine_asks_which_database_it_is() -> None:
    asking = [path for path in modules(SOURCE) if WHICH_DATABASE.search(path.read_text())]
    assert asking == [SOURCE / "store" / "engine.py"]


def test_repositories_send_sql_through_the_cursor_only() -> None:
    for path in modules(SOURCE / "store" / "repositories"):
        lines = [line for line in path.read_text().splitlines() if SENDS_SQL.search(line)]
        assert all("_cursor.execute(" in line for line in lines), path.name
        assert "sqlalchemy import Connection" not in path.read_text(), path.name
