"""Only `serve`, `demo`, `migrate` and `account create` make a database; the other commands say where they looked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tests.cli.program_fixtures import SERVER_EXIT_STATUS, Program
from tests.store.database_fixtures import Database
from triplicate.cli.commands import app

MAKERS = {("serve",), ("demo",), ("migrate",), ("account", "create")}
WITHOUT_DATABASE = {("prices", "sample"), ("dialect", "list"), ("dialect", "new")}


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def example(command: Any, file: Path) -> list[str]:
    """A value for each argument and option that a command cannot do without."""
    values = {
        "action": "accept",
        "dialect": "native",
        "account": "x",
        "reason": "x",
        "file": str(file),
        "files": str(file),
    }
    values |= {"user": "a@example.com", "amount": "1.00", "as_": "native"}
    words = []
    for parameter in command.params:
        value = values.get(str(parameter.name), "1")
        if parameter.param_type_name == "argument":
            words += [value] if parameter.required or parameter.name == "file" else []
        elif parameter.required:
            words += [parameter.opts[0], value]
    return words


COMMANDS = dict(commands(typer.main.get_command(app)))


@pytest.fixture
def empty_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    return Program(monkeypatch, {"TRIPLICATE_DATA": str(tmp_path / "nowhere" / "data")})


@pytest.mark.parametrize("words", sorted(COMMANDS.keys() - MAKERS - WITHOUT_DATABASE), ids=" ".join)
def test_a_command_says_where_it_looked(empty_program: Program, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "file.json"
    file.write_text('{"lines": [{"sku": "A", "quantity": 1}]}')
    result = empty_program(*words, *example(COMMANDS[words], file))
    assert result.status == 1, result
    assert "nowhere/data" in result.errors + result.text, result
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.slow
@pytest.mark.parametrize("words", sorted(MAKERS), ids=" ".join)
def test_a_maker_makes_it(empty_program: Program, tmp_path: Path, words: tuple[str, ...]) -> None:
    options = ["--port", "0"] if words in {("serve",), ("demo",)} else []
    result = empty_program(*words, *(["Ours"] if words == ("account", "create") else []), *options)
    assert result.status in (0, SERVER_EXIT_STATUS), result
    assert (tmp_path / "nowhere" / "data" / "triplicate.db").exists()


def test_an_empty_database_is_not_filled(monkeypatch: pytest.MonkeyPatch, empty_database: Database) -> None:
    program = Program(monkeypatch, empty_database.environment())
    expected = "there is no database yet" if empty_database.kind == "sqlite" else "run `triplicate migrate`"
    assert expected in program.fails("order", "list")
    assert program.succeeds("migrate").text == "created"
