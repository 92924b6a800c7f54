"""`triplicate order watch`: prints events as they happen."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec
import typer

from triplicate.cli.connection import open_client, remote_server
from triplicate.cli.options import Data, Json, Token, Url
from triplicate.cli.terminal.tables import printable, show_json
from triplicate.client import Event


def watch(
    after: Annotated[
        str | None,
        typer.Option(
            "--after", help="Continue after this event number or place; 0: from the first event. Default: from now on."
        ),
    ] = None,
    json: Json = False,
    url: Url = None,
    token: Token = None,
    data: Data = None,
) -> None:
    """Prints events from now on, or after a place in the feed, until Ctrl-C. None is missed.

    One line each: number, time, kind, order, order version, actor, dialect, and the event's data. A token of one
    account continues after an event's number; for all accounts, the place to continue from is printed on standard error
    at the end.
    """
    place = after
    try:
        with _log_to_stderr(), open_client(remote_server(url, token, data), data) as client:
            for page in client.watch_pages(after):
                for event in page.events:
                    if json:
                        show_json(event)
                    else:
                        print(event_line(event), flush=True)
                place = str(page.next)
    except KeyboardInterrupt:
        if place is not None and not place.isdigit():
            print(f"continue with --after {place}", file=sys.stderr)


def event_line(event: Event) -> str:
    """An event as a line of tab-separated values."""
    actor, data = event.actor, msgspec.json.encode(event.data).decode()
    cells = (event.seq, event.at, event.kind, event.order, event.version, actor.user or actor.credential, actor.dialect)
    return "\t".join(printable(str(word)) for word in (*cells, data))


@contextmanager
def _log_to_stderr() -> Iterator[None]:
    """Prints the client's warnings about retries on standard error."""
    log, handler = logging.getLogger("triplicate.client"), logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("triplicate: %(message)s"))
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
