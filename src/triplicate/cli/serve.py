"""`triplicate serve` and `triplicate demo`: the server, with your own orders or with sample data."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triplicate import config, keyring
from triplicate.cli import server_process
from triplicate.cli.options import Data, Host, Port, Workers, open_installation
from triplicate.observe import logs
from triplicate.observe.metrics import Metrics, render_directory
from triplicate.observe.worker_blocks import shared_directory
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
    access_log: Annotated[
        bool, typer.Option("--access-log", help="Log every request (TRIPLICATE_ACCESS_LOG).")
    ] = False,
    data: Data = None,
) -> None:
    """Serves the orders of this Triplicate in every dialect."""
    settings = config.load(data, access_log)
    logs.configure(settings.log_style)
    _check(settings)
    if workers > 1:
        _load_dialects(settings)
    server_socket = server_process.bind(host, port)
    uvicorn_settings = server_process.settings(settings) | {
        "proxy_headers": bool(proxy_headers),
        "forwarded_allow_ips": proxy_headers or None,
        "workers": workers,
    }
    source = startup_check.location(settings.sqlite_file, settings.database_url)
    announcement = f"Triplicate serves {source} at {server_process.url(server_socket, host)}"
    if workers == 1:
        _serve_here(settings, announcement, uvicorn_settings, server_socket)
    else:
        _serve_with_workers(settings, announcement, uvicorn_settings, server_socket)


def _serve_here(
    settings: config.Config, announcement: str, uvicorn_settings: dict[str, Any], server_socket: socket.socket
) -> None:
    metrics = _metrics(settings)
    with _metrics_address(settings, metrics.render if metrics else None) as measured:
        print(announcement + measured, flush=True)
        server_process.run(lambda: _load(settings, metrics), uvicorn_settings, server_socket)


def _serve_with_workers(
    settings: config.Config, announcement: str, uvicorn_settings: dict[str, Any], server_socket: socket.socket
) -> None:
    """Starts worker processes, which read the settings from the environment, and waits for them."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    config.hand_on(settings)
    with ExitStack() as running:
        render = None
        if settings.metrics != "off":
            render = partial(render_directory, running.enter_context(_shared_metrics(settings.metrics_directory)))
        measured = running.enter_context(_metrics_address(settings, render))
        print(announcement + measured, flush=True)
        workers = uvicorn.Config("triplicate.main:application", factory=True, **uvicorn_settings)
        Multiprocess(workers, sockets=[server_socket]).run()


@contextmanager
def _shared_metrics(parent: Path) -> Iterator[Path]:
    """A directory in which worker processes share their metrics. Raises NotReady."""
    with ExitStack() as running:
        try:
            directory = running.enter_context(shared_directory(parent, os.getpid()))
        except OSError as error:
            raise config.NotReady(f"processes cannot share their metrics in {parent}: {error}") from None
        yield directory


def _metrics(settings: config.Config) -> Metrics | None:
    """The metrics of this process alone, if anybody may read them."""
    return None if settings.metrics == "off" else Metrics()


@contextmanager
def _metrics_address(settings: config.Config, render: Callable[[], bytes] | None) -> Iterator[str]:
    """Serves the metrics on their own address, if they have one, and yields a line that tells it. Raises NotReady."""
    if not isinstance(settings.metrics, config.Address) or render is None:
        yield ""
        return
    from triplicate.cli.metrics_server import metrics_server

    with metrics_server(settings.metrics, render) as url:
        yield f"\nMetrics are at {url}"


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


def _load(settings: config.Config, metrics: Metrics | None) -> "Application":
    """Loads the dialects and what they need, which takes most of a start. Raises NotReady."""
    from triplicate.main import Installation, freeze_startup_objects

    application = Installation(settings, metrics=metrics).application()
    freeze_startup_objects()
    return application


def demo(host: Host = "127.0.0.1", port: Port = 8000, orders: Orders = 0, data: Data = None) -> None:
    """Serves sample orders in every dialect, and prints example requests."""
    from triplicate.demo import data as demo_data
    from triplicate.demo.documents import demos
    from triplicate.demo.welcome import welcome

    settings = config.load(data)
    logs.configure(settings.log_style)
    metrics = _metrics(settings)
    installation = open_installation(data, upgrade=True, create=True, metrics=metrics)
    server_socket = server_process.bind(host, port)
    demo_data.prepare(installation, orders)
    credentials = demo_data.credentials(installation, server_process.url(server_socket, host))
    path = installation.config.data / "demo.json"
    demo_data.write(path, credentials)
    with _metrics_address(settings, metrics.render if metrics else None) as measured:
        print(welcome(demos(), credentials, str(path)) + measured, flush=True)
        server_process.run(installation.application, server_process.settings(settings), server_socket)
