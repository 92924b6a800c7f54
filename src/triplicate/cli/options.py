"""Shared by commands: options, opening the installation, and the operator's context."""

import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from triplicate import config
from triplicate.config import NotReady

if TYPE_CHECKING:
    from triplicate.api.dialect import Dialect
    from triplicate.app.context import Context
    from triplicate.main import Installation
    from triplicate.observe.metrics import Metrics

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
_TIME_SPAN = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def open_installation(
    data: Path | None, upgrade: bool = False, create: bool = False, metrics: "Metrics | None" = None
) -> "Installation":
    """The configured installation, with its database ready, and made if `create`; raises NotReady."""
    from triplicate.cli.dry_run_database import delete_abandoned
    from triplicate.main import Installation  # loaded on demand, for a fast start

    installation = Installation(config.load(data), create, metrics)
    installation.ensure_ready(upgrade)
    delete_abandoned(installation.config.data)
    return installation


def operator_context(installation: "Installation") -> "Context":
    """The context of a command: the operator, now."""
    from triplicate.core.access import OPERATOR

    return installation.context(OPERATOR, f"cli-{os.getpid()}")


def read_input(file: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; raises NotReady."""
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise NotReady(f"{file} cannot be read: {error.strerror}") from None


def find_dialect(installation: "Installation", name: str) -> "Dialect":
    """A dialect by its name; raises typer.BadParameter if it is unknown."""
    dialect = installation.dialects.get(name)
    if dialect is None:
        raise typer.BadParameter(f"unknown dialect {name!r}: use one of {', '.join(installation.dialects)}")
    return dialect


def parse_time_span(text: str) -> timedelta:
    """A time span such as `90s`, `60m`, `12h` or `30d`."""
    match = _TIME_SPAN.fullmatch(text)
    if match is None:
        raise typer.BadParameter("must be a time span: a number with s, m, h or d, such as 30d")
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
