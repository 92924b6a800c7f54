"""Starting the command line: help and version import nothing that they do not need, and say what the commands say."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tests.store.database_fixtures import DatabaseFactory, Kind
from triplicate.cli.commands import COMMANDS, app
from triplicate.cli.lazy_group import Entry
from triplicate.main import Installation

HEAVY = ("sqlalchemy", "PIL", "httpx", "uvicorn", "alembic", "pycountry", "cryptography", "triplicate.dialects")
SCRIPT = """
import sys
from triplicate.cli import main
sys.argv = ["triplicate", *sys.argv[1:]]
try:
    main()
finally:
    print("IMPORTED", *sorted(sys.modules))
"""


def imported_modules(*words: str) -> set[str]:
    """The modules that a command imports in a process of its own."""
    ended = subprocess.run([sys.executable, "-c", SCRIPT, *words], capture_output=True, text=True, check=True)
    return set(ended.stdout.rpartition("IMPORTED")[2].split())


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), ("order", "--help"), ("account", "--help")], ids=" ".join
)
def test_help_and_version_import_little(words: tuple[str, ...]) -> None:
    modules = imported_modules(*words)
    assert "typer" in modules
    assert [name for name in HEAVY if name in modules] == []


SERVE = """
import sys
from triplicate.cli import serve
from triplicate.cli.options import open_installation
open_installation(None).application()
print("IMPORTED", *sorted(sys.modules))
"""


def test_serving_existing_data_imports_nothing_for_later(databases: DatabaseFactory, tmp_path: Path) -> None:
    """Migrations, the reference under /docs, decoders of images and tables of countries are loaded when needed."""
    with databases.create("sqlite", tmp_path / "data") as database:
        environment = {**os.environ, **database.environment()}
        ended = subprocess.run(
            [sys.executable, "-c", SERVE], capture_output=True, text=True, check=True, env=environment
        )
    modules = set(ended.stdout.rpartition("IMPORTED")[2].split())
    assert "triplicate.dialects.native.dialect" in modules
    later = ("alembic", "jinja2", "PIL", "pycountry", "httpx", "psycopg", "prometheus_client", "opentelemetry")
    assert [name for name in (*later, "sqlalchemy.dialects.postgresql") if name in modules] == []


CHECK = """
import sys
from triplicate import config
from triplicate.cli import serve
serve._check(config.load())
print("IMPORTED", *sorted(sys.modules))
"""


@pytest.mark.parametrize(("kind", "driver"), [("sqlite", "sqlite3"), ("postgresql", "psycopg")])
def test_a_server_listens_before_what_it_serves_is_loaded(
    databases: DatabaseFactory, tmp_path: Path, kind: Kind, driver: str
) -> None:
    """What it has to know before: that the database can be served, and belongs to the master key."""
    with databases.create(kind, tmp_path / "data") as database:
        Installation(database.config()).ensure_ready()
        environment = {**os.environ, **database.environment()}
        ended = subprocess.run(
            [sys.executable, "-c", CHECK], capture_output=True, text=True, check=True, env=environment
        )
    modules = set(ended.stdout.rpartition("IMPORTED")[2].split())
    assert {driver, "uvicorn"} <= modules
    assert [name for name in ("sqlalchemy", "cryptography", "triplicate.dialects", "jwt") if name in modules] == []


def entries(table: Mapping[str, Entry], group: Any, path: str = "") -> Iterator[tuple[str, Entry, Any]]:
    """Every entry of the tables, with the command that it leads to."""
    for name, entry in table.items():
        command = group.commands[name]
        yield f"{path}{name}", entry, command
        if entry.entries:
            yield from entries(entry.entries, command, f"{path}{name} ")


def test_the_tables_say_what_the_commands_say() -> None:
    root = typer.main.get_command(app)
    for name, entry, command in entries(COMMANDS, root):
        assert (command.help or "").split("\n\n")[0].replace("\n", " ") == entry.help, name


def test_a_misspelt_command_gets_a_suggestion() -> None:
    ended = subprocess.run([sys.executable, "-m", "triplicate", "order", "mov"], capture_output=True, text=True)
    assert ended.returncode == 2
    assert "Did you mean 'move'?" in ended.stderr
