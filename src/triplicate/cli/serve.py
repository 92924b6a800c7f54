"""`triplicate serve` and `triplicate demo`: the server, with your own orders or with sample data."""

import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
import uvicorn

from triplicate.cli.options import Data, Host, Port, Workers, open_installation
from triplicate.config import Config, default_connections
from triplicate.main import NotReady, freeze_startup_objects
from triplicate.server import limits
from triplicate.server.uvicorn_protocol import BoundedProtocol

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
    installation = open_installation(data, create=True)
    dialects = installation.dialects
    _configure_logging()
    server_socket = _bind_socket(host, port)
    settings = _settings(access_log, installation.config) | {
        "proxy_headers": bool(proxy_headers),
        "forwarded_allow_ips": proxy_headers or None,
        "workers": workers,
    }
    source = f"{installation.engine.describe()} in {len(dialects)} dialects"
    print(f"Triplicate serves {source} at {_url(server_socket, host)}", flush=True)
    if access_log:
        logging.getLogger("uvicorn.access").addFilter(_without_signatures)
    if workers == 1:
        _run(uvicorn.Config(installation.application(), **settings), server_socket)
        return
    os.environ["TRIPLICATE_DATA"] = str(installation.config.data)
    config = uvicorn.Config("triplicate.main:application", factory=True, **settings)
    from uvicorn.supervisors import Multiprocess

    Multiprocess(config, sockets=[server_socket]).run()


def demo(host: Host = "127.0.0.1", port: Port = 8000, orders: Orders = 0, data: Data = None) -> None:
    """Serves sample orders in every dialect, and prints example requests."""
    from triplicate.demo import data as demo_data
    from triplicate.demo.documents import demos
    from triplicate.demo.welcome import welcome

    installation = open_installation(data, upgrade=True, create=True)
    _configure_logging()
    server_socket = _bind_socket(host, port)
    demo_data.prepare(installation, orders)
    credentials = demo_data.credentials(installation, _url(server_socket, host))
    path = installation.config.data / "demo.json"
    demo_data.write(path, credentials)
    print(welcome(demos(), credentials, str(path)), flush=True)
    _run(uvicorn.Config(installation.application(), **_settings(False, installation.config)), server_socket)


def _settings(access_log: bool, config: Config | None = None) -> dict[str, Any]:
    return {
        "timeout_keep_alive": config.keep_alive_seconds if config else limits.KEEP_ALIVE_S,
        "limit_concurrency": (config and config.max_connections) or default_connections(),
        "http": BoundedProtocol,
        "loop": "uvloop" if sys.platform != "win32" else "asyncio",
        "ws": "none",
        "lifespan": "on",
        "log_level": "info" if access_log else "warning",
        "access_log": access_log,
        "server_header": False,
        "date_header": True,
        "proxy_headers": False,
        "timeout_graceful_shutdown": 5,
        "backlog": 2048,
    }


def _run(config: uvicorn.Config, server_socket: socket.socket) -> None:
    freeze_startup_objects()
    _Server(config).run(sockets=[server_socket])


class _Server(uvicorn.Server):
    """A server that exits with status 0 on a signal."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handles signals while serving, without raising them again afterwards."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def _bind_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not yet listening: connections are accepted only when everything is ready."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        server_socket = socket.socket(family, kind, protocol)
        server_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server_socket.bind(address)
    except OSError as error:
        raise NotReady(f"cannot listen on {host} port {port}: {error.strerror or error}") from None
    server_socket.set_inheritable(True)
    return server_socket


def _url(server_socket: socket.socket, host: str) -> str:
    port = server_socket.getsockname()[1]
    url_host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{url_host}:{port}"


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
