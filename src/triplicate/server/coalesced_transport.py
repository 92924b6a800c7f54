"""A transport that sends a response's head together with the beginning of its body: one system call instead of two."""

import asyncio
from collections.abc import Callable
from typing import Any

_CONTINUE = b"HTTP/1.1 1"
"""How an interim answer begins, which the caller waits for before sending more."""


class Together:
    """Wraps a transport: the head of a response waits for what is written next, or for `flush`.

    Before it closes for the first time it asks `lingers`, which may say that it will close it again later.
    """

    __slots__ = ("_ended", "_head", "_lingers", "_transport")

    def __init__(self, transport: asyncio.Transport, lingers: Callable[[], bool]) -> None:
        self._transport = transport
        self._lingers = lingers
        self._ended = False
        self._head = b""

    def write(self, data: bytes) -> None:
        """Sends data, except the head of a response, which is kept for a moment."""
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(b"HTTP/1.1 ") and not data.startswith(_CONTINUE):
            self._head = data
            return
        self._transport.write(data)

    def flush(self) -> None:
        """Sends a head that had no body after it."""
        if self._head:
            data, self._head = self._head, b""
            self._transport.write(data)

    def close(self) -> None:
        """Sends what is kept and closes the transport, at once or after a while."""
        self.flush()
        if not self._ended and self._lingers():
            self._ended = True
        else:
            self._transport.close()

    def is_closing(self) -> bool:
        """Whether nothing more may be sent."""
        return self._ended or self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
