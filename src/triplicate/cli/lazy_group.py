"""Groups of commands whose modules are imported when a command is run, so that help and version need none of them."""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any, NamedTuple

import typer.main
from typer.core import TyperCommand, TyperGroup


class Entry(NamedTuple):
    """A command or a group of commands in a table: its line in the help of the group above, and where it is.

    `function`, and `settings` for Typer's `command`, are `module:name` within this package; a group has `entries`.
    """

    help: str
    function: str = ""
    settings: str = ""
    entries: Mapping[str, "Entry"] = {}


class LazyCommands(MutableMapping[str, Any]):
    """The commands of a table, each made on its first use."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._commands: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._commands:
            self._commands[name] = _load(name, self._entries[name])
        return self._commands[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._commands[name] = command

    def __delitem__(self, name: str) -> None:
        del self._commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def lazy_group(entries: Mapping[str, Entry]) -> type[TyperGroup]:
    """A group class for `typer.Typer(cls=…)` with these commands."""

    class LazyGroup(TyperGroup):
        """Lists its commands from the table, and imports only the one that is run."""

        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands = LazyCommands(entries)

        def list_commands(self, ctx: Any) -> list[str]:
            """The names, in the order of the table."""
            return list(entries)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            """What help says about a command; None if there is none of this name."""
            entry = entries.get(cmd_name)
            return None if entry is None else TyperCommand(name=cmd_name, help=entry.help)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            """The command to run; raises UsageError."""
            name, command, rest = super().resolve_command(ctx, args)
            return name, self.commands[name] if name is not None else command, rest

    return LazyGroup


def _load(name: str, entry: Entry) -> Any:
    if entry.entries:
        group = typer.Typer(name=name, help=entry.help, no_args_is_help=True, cls=lazy_group(entry.entries))
        return typer.main.get_group(group)
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(name, **(_import(entry.settings) if entry.settings else {}))(_import(entry.function))
    return typer.main.get_command(app)


def _import(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(f"triplicate.cli.{module}"), name)
