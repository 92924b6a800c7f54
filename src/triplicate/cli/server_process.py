"""The server of a process: its socket, uvicorn's settings, and running it until a signal ends it."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from triplicate.config import Config, NotReady, default_connections
from triplicate.server import limits
from triplicate.server.startup_application import ServerApplication, StartupApplication
from triplicate.server.uvicorn_protocol import BoundedProtocol


def settings(config: Config | None = None) -> dict[str, Any]:
    """uvicorn's settings; limits that `config` does not set have their defaults."""
    return {
        "timeout_keep_alive": config.keep_alive_seconds if config else limits.KEEP_ALIVE_S,
        "limit_concurrency": (config and config.max_connections) or default_connections(),
        "http": BoundedProtocol,
        "loop": "uvloop" if sys.platform != "win32" else "asyncio",
        "ws": "none",
        "lifespan": "on",
        "interface": "asgi3",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "date_header": True,
        "proxy_headers": False,
        "timeout_graceful_shutdown": 5,
        "backlog": 2048,
    }


def run(load: Callable[[], ServerApplication], uvicorn_settings: dict[str, Any], server_socket: socket.socket) -> None:
    """Serves what `load` returns until a signal ends it; health while it is being loaded. Raises what `load` raises."""
    errors: list[Exception] = []

    def fail(error: Exception) -> None:
        errors.append(error)
        server.should_exit = True

    application = StartupApplication(load, fail)
    server = _Server(uvicorn.Config(application, **uvicorn_settings), application.begin)
    server.run(sockets=[server_socket])
    if errors:
        raise errors[0]


class _Server(uvicorn.Server):
    """A server that calls `listening` when it listens, and exits with status 0 on a signal."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listens."""
        await super().startup(sockets)
        self._listening()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handles signals while serving, without raising them again afterwards."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not yet listening. Raises NotReady."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        server_socket = socket.socket(family, kind, protocol)
        server_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server_socket.bind(address)
    except OSError as error:
        raise NotReady(f"cannot listen on {host} port {port}: {error.strerror or error}") from None
    server_socket.set_inheritable(True)
    return server_socket


def url(server_socket: socket.socket, host: str) -> str:
    """The URL at which a client on this machine reaches the server."""
    port = server_socket.getsockname()[1]
    url_host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{url_host}:{port}"
