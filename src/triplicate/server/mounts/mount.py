"""A mount as a value: the application, who may enter, and its limits."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

AsgiApplication = Callable[[Any, Any, Any], Awaitable[None]]


class Public(msgspec.Struct, frozen=True):
    """Whoever reaches the server may enter; the mounted application may have rules of its own."""


class LoopbackOnly(msgspec.Struct, frozen=True):
    """Only callers on the server's own machine may enter, and not through a proxy."""


class TokenScope(msgspec.Struct, frozen=True):
    """Only callers with a token of the dialect that carries the scope may enter."""

    dialect: str
    scope: str


Access = Public | LoopbackOnly | TokenScope


class Mount(msgspec.Struct, frozen=True, kw_only=True):
    """An application that is served below a prefix of its own.

    Bodies have at most `max_body_bytes`. `silence_s` is how many seconds may pass before a response begins, and between
    its pieces; the time in which the caller sends its body, or takes what was sent, does not count.
    """

    application: AsgiApplication
    access: Access
    max_body_bytes: int = 1024 * 1024
    silence_s: float = 30.0
