"""Operations as data, and a dialect as a value: what is served, how callers sign in, how failures read.

A dialect's `api.py` lists its operations; `server.py` pairs each with a handler. The server compiles the list, the
OpenAPI document is made from it, and the tests walk it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl

import msgspec

from triplicate.app.ports import Keys, Reader
from triplicate.core.access import Principal
from triplicate.core.copies import Mapping as Copies
from triplicate.http.answer import Answer
from triplicate.http.refusals import Anything

Headers = Mapping[bytes, bytes]


class Op(msgspec.Struct, frozen=True, kw_only=True):
    """One operation: where it is, what it takes and answers, and the statuses that its vendor documents.

    `paths` are alternatives for one operation; a segment in braces is a parameter, named by a member of `parameters`.
    The other members of `parameters` come from the query. `source` is the vendor's page.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    paths: tuple[str, ...]
    summary: str
    parameters: type[msgspec.Struct]
    reply: type[msgspec.Struct]
    statuses: tuple[int, ...]
    source: str


class Services(NamedTuple):
    """What handlers are given to work with."""

    reader: Reader
    keys: Keys
    public_url: str


class Call:
    """One request to an operation, signed in: who calls, with which path parameters, and the services."""

    __slots__ = ("headers", "parameters", "principal", "scope", "services")

    def __init__(
        self,
        scope: Any,
        headers: Headers,
        principal: Principal,
        parameters: dict[str, str],
        services: Services,
    ) -> None:
        self.scope = scope
        self.headers = headers
        self.principal = principal
        self.parameters = parameters
        self.services = services

    def query(self) -> dict[str, str]:
        """The query's parameters, decoded; of one that stands twice, the first."""
        text: str = self.scope["query_string"].decode("latin-1")
        if "%" in text or "+" in text or "&" in text:
            return dict(reversed(parse_qsl(text, keep_blank_values=True)))
        name, _, value = text.partition("=")
        return {name: value} if name else {}

    def base_url(self) -> str:
        """Where links to this server start: the public URL that was set, or what the request itself was sent to."""
        if self.services.public_url:
            return self.services.public_url
        host = self.headers.get(b"host", b"localhost").decode("latin-1")
        return f"{self.scope['scheme']}://{host}"


Handler = Callable[[Call], Awaitable[Answer]]


class Security(NamedTuple):
    """How callers sign in, as OpenAPI says it, and how the token is found in the request's headers.

    A `signed` token (JWT) acts for the user it names; any other is opaque, and acts for an account.
    """

    scheme: dict[str, str]
    token: Callable[[Headers], str | None]
    signed: bool = False


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """A dialect: `prefixes` are the first path segments that are its own, and answer in its envelope."""

    name: str
    title: str
    prefixes: tuple[str, ...]
    operations: tuple[Op, ...]
    handlers: dict[str, Handler]
    security: Security
    fail: Callable[[Anything], Answer]
    error: type[msgspec.Struct]
    copies: Copies


def bearer(headers: Headers) -> str | None:
    """The token of an `Authorization: Bearer` header, or None."""
    value = headers.get(b"authorization")
    if value is None or value[:7].lower() != b"bearer ":
        return None
    return value[7:].strip().decode("latin-1") or None
