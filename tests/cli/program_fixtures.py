"""Runs the command line in this process and returns its exit status, output and errors."""

import functools
import io
import os
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import pytest
import typer.main

from triplicate.cli import main

_command_of = functools.cache(typer.main.get_command)
"""The commands are made once, as in a process of their own, and not for each command that a test runs."""
SERVER_EXIT_STATUS = 99
"""The status of a command that would serve now: these tests do not wait for it."""


class Result(NamedTuple):
    """How a command ended, and what it wrote."""

    status: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        """The output as text, without the end of its last line."""
        return self.output.decode().rstrip("\n")

    @property
    def rows(self) -> list[list[str]]:
        """The output as a table of tab-separated lines."""
        return [line.split("\t") for line in self.text.splitlines()]


class Program:
    """Runs `triplicate`. An exception that nobody caught ends it as in a shell, with a traceback."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> None:
        self._monkeypatch = monkeypatch
        self.environment: dict[str, str] = {}
        for name in [name for name in os.environ if name.startswith("TRIPLICATE_")]:
            monkeypatch.delenv(name)
        monkeypatch.setattr("typer.main.get_command", _command_of)
        monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: sys.exit(SERVER_EXIT_STATUS))
        monkeypatch.setattr("triplicate.observe.logs.configure", lambda *_: None)
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("COLUMNS", "200")
        self.set(**environment)

    def set(self, **environment: str) -> None:
        """Changes the environment."""
        self.environment |= environment
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)

    def __call__(self, *words: object, stdin: bytes = b"") -> Result:
        """Runs a command."""
        self._monkeypatch.setattr(sys, "argv", ["triplicate", *map(str, words)])
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        output, errors = io.BytesIO(), io.StringIO()
        text = io.TextIOWrapper(output, write_through=True)
        with redirect_stdout(text), redirect_stderr(errors):
            try:
                main()
                status = 0
            except SystemExit as ended:
                status = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
            except Exception as uncaught:
                status = 1
                errors.write(f"Traceback (most recent call last): {uncaught!r}")
        text.flush()
        return Result(status, output.getvalue(), errors.getvalue())

    def succeeds(self, *words: object, stdin: bytes = b"") -> Result:
        """Runs a command that must succeed without a word of complaint."""
        result = self(*words, stdin=stdin)
        assert (result.status, result.errors) == (0, ""), result
        return result

    def fails(self, *words: object, stdin: bytes = b"", status: int = 1) -> str:
        """Runs a command that must fail, and gives the one sentence it says about it."""
        result = self(*words, stdin=stdin)
        assert "Traceback" not in result.errors, (words, result.errors[-500:])
        assert result.status == status, result
        assert result.errors.strip()
        if status == 1:
            assert result.errors.startswith("triplicate: "), result.errors
            assert result.errors.count("\n") == 1, result.errors
        return result.errors
