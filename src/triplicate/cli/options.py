"""Shared by commands: options, opening the installation, and the operator's context."""

import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from triplicate import config
from triplicate.api.operation import Dialect
from triplicate.app.context import Acting
from triplicate.core import times
from triplicate.core.access import OPERATOR
from triplicate.main import House, NotReady

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data directory (TRIPLICATE_DATA, default .triplicate)."),
]
Url = Annotated[
    str | None,
    typer.Option("--url", help="The URL of a Triplicate server (TRIPLICATE_URL); default: the local database."),
]
Token = Annotated[
    str | None,
    typer.Option("--token", help="A token of its native API; TRIPLICATE_TOKEN keeps it out of process lists."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one value a line.")]
Host = Annotated[str, typer.Option("--host", help="The address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="The number of server processes.")]
_SPAN = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def opened(data: Path | None, upgrade: bool = False) -> House:
    """The configured installation, with its database ready; raises NotReady."""
    house = House(config.load(data))
    house.ready(upgrade)
    return house


def acting(house: House) -> Acting:
    """The context of a command: the operator, now."""
    return Acting(OPERATOR, times.of(house.now()), f"cli-{os.getpid()}", house.keys)


def contents(file: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; raises NotReady."""
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise NotReady(f"{file} cannot be read: {error.strerror}") from None


def dialect_of(house: House, name: str) -> Dialect:
    """A dialect by its name; raises typer.BadParameter if it is unknown."""
    found = house.dialects.get(name)
    if found is None:
        raise typer.BadParameter(f"unknown dialect {name!r}: use one of {', '.join(house.dialects)}")
    return found


def span(text: str) -> timedelta:
    """A time span such as `90s`, `60m`, `12h` or `30d`."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise typer.BadParameter("must be a time span: a number with s, m, h or d, such as 30d")
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
