"""Arguments and options that the commands of orders share."""

from typing import Annotated

import typer

Id = Annotated[str, typer.Argument(help="The order's id: GUID, 24-hex id or running number.")]
Key = Annotated[
    str | None,
    typer.Option("--idempotency-key", help="Makes it safe to retry: the same command with the same key runs once."),
]
Words = list[str] | None
