"""`triplicate serve` and `triplicate demo`: the server, with your own orders or with sample data."""

import logging
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from triplicate import config, keyring
from triplicate.cli import server_process
from triplicate.cli.options import Data, Host, Port, Workers, open_installation
from triplicate.store import startup_check

if TYPE_CHECKING:
    from triplicate.server.application import Application

Orders = Annotated[int, typer.Option("--orders", min=0, max=10_000_000, help="The number of generated sample orders.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    proxy_headers: Annotated[
        str, typer.Option("--proxy-headers", help="Addresses of trusted proxies, whose X-Forwarded-* headers are used.")
    ] = "",
    access_log: Annotated[bool, typer.Option("--access-log", help="Log every request.")] = False,
    data: Data = None,
) -> None:
    """Serves the orders of this Triplicate in every dialect."""
    settings = config.load(data)
    _check(settings)
    if workers > 1:
        _load_dialects(settings)
    _configure_logging()
    server_socket = server_process.bind(host, port)
    uvicorn_settings = server_process.settings(access_log, settings) | {
        "proxy_headers": bool(proxy_headers),
        "forwarded_allow_ips": proxy_headers or None,
        "workers": workers,
    }
    source = startup_check.location(settings.sqlite_file, settings.database_url)
    print(f"Triplicate serves {source} at {server_process.url(server_socket, host)}", flush=True)
    if access_log:
        logging.getLogger("uvicorn.access").addFilter(_without_signatures)
    if workers == 1:
        server_process.run(lambda: _load(settings), uvicorn_settings, server_socket)
        return
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    os.environ["TRIPLICATE_DATA"] = str(settings.data)
    Multiprocess(
        uvicorn.Config("triplicate.main:application", factory=True, **uvicorn_settings), sockets=[server_socket]
    ).run()


def _check(settings: config.Config) -> None:
    """Makes sure that the database can be served; if it is not current, by the full check, which may make one.

    Raises NotReady.
    """
    with suppress(keyring.InvalidKey):
        fingerprint = keyring.load(settings.secret_file, create=False).fingerprint
        if startup_check.is_ready_to_serve(settings.sqlite_file, settings.database_url, fingerprint):
            return
    open_installation(settings.data, create=True)


def _load_dialects(settings: config.Config) -> None:
    """Loads the dialects here too, so that one which cannot be served is reported once. Raises NotReady."""
    from triplicate.main import Installation

    len(Installation(settings).dialects)


def _load(settings: config.Config) -> "Application":
    """Loads the dialects and what they need, which takes most of a start. Raises NotReady."""
    from triplicate.main import Installation, freeze_startup_objects

    application = Installation(settings).application()
    freeze_startup_objects()
    return application


def demo(host: Host = "127.0.0.1", port: Port = 8000, orders: Orders = 0, data: Data = None) -> None:
    """Serves sample orders in every dialect, and prints example requests."""
    from triplicate.demo import data as demo_data
    from triplicate.demo.documents import demos
    from triplicate.demo.welcome import welcome

    installation = open_installation(data, upgrade=True, create=True)
    _configure_logging()
    server_socket = server_process.bind(host, port)
    demo_data.prepare(installation, orders)
    credentials = demo_data.credentials(installation, server_process.url(server_socket, host))
    path = installation.config.data / "demo.json"
    demo_data.write(path, credentials)
    print(welcome(demos(), credentials, str(path)), flush=True)
    server_process.run(installation.application, server_process.settings(False, installation.config), server_socket)


def _configure_logging() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")


def _without_signatures(record: logging.LogRecord) -> bool:
    """Removes the query from links to stored files in the access log: its signature grants access to the file."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            part.partition("?")[0] if isinstance(part, str) and part.startswith("/media/") else part
            for part in record.args
        )
    return True
