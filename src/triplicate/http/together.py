"""A transport that sends a response's head together with the beginning of its body: one system call instead of two."""

import asyncio
from typing import Any

_CONTINUE = b"HTTP/1.1 1"
"""How an interim answer begins, which the caller waits for before sending more."""


class Together:
    """Wraps a transport: the head of a response waits for what is written next, or for `flush`."""

    __slots__ = ("_head", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
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
        """Sends what is kept and closes the transport."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
