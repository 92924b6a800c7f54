"""A dialect as a value: the operations that it serves, each with its handler, authentication, errors and codec."""

from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple, TypeVar

import msgspec

from triplicate.api.demo import DialectDemo
from triplicate.api.http_errors import AnyFailure
from triplicate.api.messages import FailureKind
from triplicate.api.operation import AnyOperation, Operation
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import JSON, AnyResponse, Header, Headers, Response
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.order.order import Order

P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")
Handler = Callable[[AnyRequest], Awaitable[object]]


class Endpoint(msgspec.Struct, frozen=True):
    """An operation with its handler; only `serve` makes it, which checks that they fit each other."""

    operation: AnyOperation
    handler: Handler


def serve(operation: Operation[P, B, R], handler: Callable[[Request[P, B]], Awaitable[R | AnyResponse]]) -> Endpoint:
    """Pairs an operation with its handler, which returns the operation's reply or a complete response.

    The type checker rejects a handler of other parameters, another body or another reply.
    """
    return Endpoint(operation, handler)


class Security(NamedTuple):
    """Authentication of a dialect: its OpenAPI security scheme, and how to get the token from the headers.

    A `signed` token (JWT) acts for the user that it names; any other token is opaque and acts for an account.
    """

    scheme: dict[str, str]
    token: Callable[[Headers], str | None]
    signed: bool = False

    def headers(self, token: str) -> dict[str, str]:
        """The headers with which a client sends a token, as the scheme says."""
        if self.scheme["type"] == "apiKey":
            return {self.scheme["name"]: token}
        return {"Authorization": f"Bearer {token}"}


class ErrorCode(NamedTuple):
    """The meaning and HTTP status of an error code."""

    status: int
    meaning: str


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """A dialect: its operations with their handlers, authentication, errors and document codec.

    - `prefixes` are the first path segments that belong to it; failures below them use its error format (`fail`),
      and have the status of their kind in `statuses`, which has every kind.
    - `about` is a paragraph for its documentation, `samples` are example replies by type.
    - `codes` are the machine-readable codes of its errors.
    - `company_codec` and `customer_codec` are those of its documents of companies and customers, if it has any.
    - `strict_json` rejects bodies whose Content-Type is not JSON; the vendors do not check it.
    - `demo` loads its part of the demo, if it has one.
    - `ignores_case`: paths may be written in any case.
    """

    name: str
    title: str
    prefixes: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]
    security: Security
    fail: Callable[[AnyFailure], Response]
    statuses: Mapping[FailureKind, int]
    error: type[msgspec.Struct]
    codec: DocumentCodec[Order]
    company_codec: DocumentCodec[Company] | None = None
    customer_codec: DocumentCodec[Customer] | None = None
    about: str = ""
    samples: Mapping[type, Any] = {}
    codes: Mapping[str, ErrorCode] = {}
    error_content_type: Header = JSON
    strict_json: bool = False
    ignores_case: bool = False
    demo: Callable[[], DialectDemo] | None = None

    @property
    def operations(self) -> tuple[AnyOperation, ...]:
        """The operations that it serves."""
        return tuple(one.operation for one in self.endpoints)


def sample_reply(package: str) -> Any:
    """The sample get-order reply in a dialect's folder."""
    return msgspec.json.decode(files(package).joinpath("document/samples/get-order.json").read_bytes())


def bearer_token(headers: Headers) -> str | None:
    """The token of an `Authorization: Bearer` header, or None."""
    value = headers.get(b"authorization")
    if value is None or value[:7].lower() != b"bearer ":
        return None
    return value[7:].strip().decode("latin-1") or None
