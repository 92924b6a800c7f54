"""`triplicate order watch`: what happens to orders, as it happens."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import msgspec
import typer

from triplicate.cli.asking import asked, elsewhere
from triplicate.cli.options import Data, Json, Token, Url
from triplicate.cli.tables import printable, show_json
from triplicate.client import Event


def watch(
    after: Annotated[
        int | None,
        typer.Option("--after", min=0, help="Go on after the event of this number; 0 is from the first. Default: now."),
    ] = None,
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Prints what happens from now on, or after the event of a number, until Ctrl-C; none is missed.

    One line each: number, moment, what happened, order, its version, who did it, in which dialect, and what changed.
    """
    with suppress(KeyboardInterrupt), _aloud(), asked(elsewhere(url, token, data), data) as client:
        for event in client.watch(after):
            if json:
                show_json(event)
            else:
                print(line(event), flush=True)


def line(event: Event) -> str:
    """An event as tab-separated words."""
    actor, changed = event.actor, msgspec.json.encode(event.data).decode()
    words = (event.seq, event.at, event.kind, event.order, event.version, actor.user or actor.credential, actor.dialect)
    return "\t".join(printable(str(word)) for word in (*words, changed))


@contextmanager
def _aloud() -> Iterator[None]:
    """Says on standard error when a server is being waited for."""
    log, handler = logging.getLogger("triplicate.client"), logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("triplicate: %(message)s"))
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
