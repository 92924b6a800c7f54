"""A proxy to PostgreSQL that can go silent, like a network that drops packets."""

import selectors
import shutil
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tests.store.postgres_fixtures import PostgresServer


class SilencingProxy:
    """Forwards a socket to the server's; `swallow` silences every connection that is open at that moment."""

    def __init__(self, postgres: PostgresServer) -> None:
        self._server = postgres.socket
        self.directory = Path(tempfile.mkdtemp(prefix="path-"))
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.directory / self._server.name))
        self._listening.listen(50)
        self._ways: dict[socket.socket, socket.socket] = {}
        self._silent: set[socket.socket] = set()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._forward, daemon=True)

    def __enter__(self) -> "SilencingProxy":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join(5)
        for end in (*self._ways, self._listening):
            end.close()
        shutil.rmtree(self.directory)

    def silence(self) -> int:
        """From now on nothing arrives on the connections that are open; how many those are. New ones work."""
        self._silent |= set(self._ways)
        return len(self._silent) // 2

    def _forward(self) -> None:
        while not self._over.is_set():
            for key, _ in self._selector.select(0.05):
                if key.fileobj is self._listening:
                    self._accept()
                else:
                    self._copy(key.fileobj)  # type: ignore[arg-type]

    def _accept(self) -> None:
        near, _ = self._listening.accept()
        far = socket.socket(socket.AF_UNIX)
        far.connect(str(self._server))
        self._ways |= {near: far, far: near}
        for end in (near, far):
            self._selector.register(end, selectors.EVENT_READ)

    def _copy(self, end: socket.socket) -> None:
        content = b""
        with suppress(OSError):
            content = end.recv(65536)
        if end in self._silent and content:
            return
        if content:
            with suppress(OSError):
                self._ways[end].sendall(content)
            return
        self._selector.unregister(end)
        if end not in self._silent:
            with suppress(OSError):
                self._ways[end].shutdown(socket.SHUT_WR)
