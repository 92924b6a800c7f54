"""The client that `order` and `piece` commands use: of a remote server, or of the local database."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from triplicate import config
from triplicate.cli.local_client import LocalTriplicate
from triplicate.cli.options import open_installation
from triplicate.cli.terminal.tables import printable
from triplicate.client import Triplicate, TriplicateError


def remote_server(url: str | None, token: str | None, data: Path | None) -> config.Server | None:
    """The remote server to use; None: the local database. `--data` takes precedence over TRIPLICATE_URL.

    Raises InvalidSetting.
    """
    return config.server(url, token) if url is not None or data is None else None


@contextmanager
def open_client(server: config.Server | None, data: Path | None) -> Iterator[Triplicate]:
    """A client of the server, or of the local database without one; raises InvalidSetting, NotReady."""
    log = logging.getLogger("triplicate")
    if not log.hasHandlers():
        log.addHandler(logging.NullHandler())
    with _remote_client(server) if server is not None else LocalTriplicate(open_installation(data)) as client:
        yield client


def error_text(error: TriplicateError) -> str:
    """The error message of the server, with the request id if its log has details."""
    text = "; ".join(f"{one.path}: {one.detail}" for one in error.errors) or error.problem.detail.rstrip(".")
    return printable(f"{text} (request {error.problem.request_id})" if error.status >= 500 else text)


def _remote_client(server: config.Server) -> Triplicate:
    try:
        return Triplicate(server.url, server.token)
    except ValueError as error:
        raise config.InvalidSetting(str(error)) from None
