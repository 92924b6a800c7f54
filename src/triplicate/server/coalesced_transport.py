"""A transport that sends a response's head together with the beginning of its body: one system call instead of two."""

import asyncio
from typing import Any, Protocol

_CONTINUE = b"HTTP/1.1 1"
"""How an interim response begins, which the caller waits for before sending more."""
COPIED_BYTES = 64 * 1024
"""A body up to this size is copied behind its head; a larger one is sent from where it lies."""


class Owner(Protocol):
    """Whose transport it is: a connection that can say what becomes of it."""

    def persistence(self) -> bytes:
        """Header lines that say whether another request may follow the response whose head is being sent."""

    def before_close(self) -> bool:
        """Whether closing has to wait; then the owner closes the transport again, later."""


class CoalescedTransport:
    """Wraps a transport: the head of a response waits for what is written next, or for `flush`, which ends each one."""

    __slots__ = ("_ended", "_head", "_in_response", "_owner", "_transport", "_written_bytes")

    def __init__(self, transport: asyncio.Transport, owner: Owner) -> None:
        self._transport = transport
        self._owner = owner
        self._ended = False
        self._head = b""
        self._in_response = False
        self._written_bytes = 0

    def taken_bytes(self) -> int:
        """How many bytes of all that was written the caller's side has taken so far."""
        return self._written_bytes - self._transport.get_write_buffer_size()

    def write(self, data: bytes) -> None:
        """Sends data, except the head of a response, which is kept for a moment."""
        if self._head:
            head, self._head = self._head, b""
            self._written_bytes += len(head) + len(data)
            if len(data) > COPIED_BYTES:
                self._transport.writelines([head, data])
            else:
                self._transport.write(head + data)
        elif self._in_response or data.startswith(_CONTINUE):
            self._written_bytes += len(data)
            self._transport.write(data)
        else:
            self._in_response = True
            self._head = data[:-2] + self._owner.persistence() + b"\r\n"

    def write_whole(self, status_line: bytes, lines: tuple[bytes, ...], body: bytes) -> None:
        """Sends a response at once: its status line, its header lines but those of the connection, and its body."""
        response = b"".join((status_line, *lines, self._owner.persistence(), b"\r\n", body))
        self._written_bytes += len(response)
        self._transport.write(response)

    def flush(self) -> None:
        """Ends a response: sends its head if no body came after it."""
        self._in_response = False
        if self._head:
            head, self._head = self._head, b""
            self._written_bytes += len(head)
            self._transport.write(head)

    def close(self) -> None:
        """Sends what is kept and closes the transport, at once or after a while."""
        self.flush()
        if self._ended or self._transport.is_closing() or not self._owner.before_close():
            self._transport.close()
        else:
            self._ended = True

    def is_closing(self) -> bool:
        """Whether nothing more may be sent."""
        return self._ended or self._transport.is_closing()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
