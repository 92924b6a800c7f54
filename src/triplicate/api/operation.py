"""API operations as data, the request that a handler gets, and a dialect as a value.

A dialect's `operations.py` lists its operations; its `handlers.py` modules pair each with a handler. The route table,
the OpenAPI document and the conformance tests are made from the same list.
"""

from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from importlib.resources import files
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import msgspec

from triplicate.api import entity_tags, parameters
from triplicate.api.bodies import Body
from triplicate.api.http_errors import AnyFailure
from triplicate.api.replies import Reply
from triplicate.api.response import JSON, Header, Headers, Receive, Response
from triplicate.api.uploads import Upload
from triplicate.api.write_executor import WriteExecutor
from triplicate.app.context import Context
from triplicate.app.files.artwork import Inspector
from triplicate.app.ports import Blobs, Keys, Reader, Store
from triplicate.app.price_list_cache import PriceListCache
from triplicate.core.access import READ, WRITE, Principal
from triplicate.core.documents.codec import DocumentCodec as DocumentCodec

T = TypeVar("T", bound=msgspec.Struct)
P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")


class Link(msgspec.Struct, frozen=True):
    """An OpenAPI link: a next operation, with parameters from the response (`{"id": "$response.body#/id"}`)."""

    operation: str
    parameters: dict[str, str]


class ScopeCheck(msgspec.Struct, frozen=True):
    """Callers need the scope; it is checked before anything else of a request."""

    scope: str


class HandlerCheck(msgspec.Struct, frozen=True):
    """Callers need the scope; the handler checks it (for example through `app.orders.find`), in the vendor's order."""

    scope: str


Access = ScopeCheck | HandlerCheck
READERS, WRITERS = ScopeCheck(READ), ScopeCheck(WRITE)


class Precondition(Enum):
    """What a request must say of the version that it is about: nothing, or If-Match with an entity tag or `*`."""

    NONE = "none"
    IF_MATCH = "If-Match"


class QueryRule(Enum):
    """Whether unknown and repeated query parameters are ignored, as the vendors do, or rejected."""

    LENIENT = "lenient"
    STRICT = "strict"


class Operation(msgspec.Struct, Generic[P, B, R], frozen=True, kw_only=True):
    """One API operation: method, paths, parameters P, body B, reply R, and the documented statuses, success first.

    - `paths` are alternatives; a segment in braces is a path parameter, a field of `parameters`. Its other fields are
      query parameters.
    - `source` is the URL of the vendor's documentation page.
    - `example` and `reply_example` are JSON values for the documentation; `links` are OpenAPI links.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    paths: tuple[str, ...]
    summary: str
    parameters: type[P]
    body: Body[B]
    reply: Reply[R]
    statuses: tuple[int, ...]
    access: Access = READERS
    precondition: Precondition = Precondition.NONE
    query: QueryRule = QueryRule.LENIENT
    source: str | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    example: Any = None
    reply_example: Any = None
    links: tuple[Link, ...] = ()


AnyOperation = Operation[Any, Any, Any]


class Services(NamedTuple):
    """The dependencies of handlers. `idempotency_hours` is how long responses are kept for replay.

    `context` makes the context of a use case, now, of a principal and a request id; `price_lists` are the decoded ones.
    `codecs` are the document codecs of all served dialects, by name.
    """

    reader: Reader
    keys: Keys
    public_url: str
    store: Store
    write_executor: WriteExecutor
    blobs: Blobs
    inspector: Inspector
    context: Callable[[Principal, str], Context]
    price_lists: PriceListCache
    idempotency_hours: int = 24
    codecs: Mapping[str, DocumentCodec] = {}


class Request:
    """One authenticated request to an operation: principal, path parameters, headers, and services.

    Unless the operation is a GET, `raw` is the body's bytes. If it takes a body, `document` is its JSON value and
    `body` the same as the operation's type. If it takes an upload, `upload` is the file, open until the response is
    sent, and `raw` its fingerprint.
    """

    __slots__ = (
        "_id",
        "body",
        "document",
        "headers",
        "operation",
        "parameters",
        "principal",
        "raw",
        "receive",
        "scope",
        "services",
        "upload",
    )
    raw: bytes
    document: Any
    body: Any
    upload: Upload

    def __init__(
        self,
        operation: AnyOperation,
        scope: Any,
        receive: Receive,
        headers: Headers,
        id: bytes,
        principal: Principal,
        parameters: dict[str, str],
        services: Services,
    ) -> None:
        self.operation = operation
        self.scope = scope
        self.receive = receive
        self.headers = headers
        self._id = id
        self.principal = principal
        self.parameters = parameters
        self.services = services

    @property
    def request_id(self) -> str:
        """The id of this request in responses, events and the log."""
        return self._id.decode()

    def query_pairs(self) -> parameters.Query:
        """The query's names and values, decoded, in order."""
        return parameters.parse_query(self.scope["query_string"])

    def query(self) -> dict[str, str]:
        """The query parameters, decoded; the first value of a repeated one."""
        text: str = self.scope["query_string"].decode("latin-1")
        if "%" in text or "+" in text or "&" in text:
            return dict(reversed(self.query_pairs()))
        name, _, value = text.partition("=")
        return {name: value} if name else {}

    def parse_parameters(self, kind: type[T]) -> T:
        """Path and query parameters as a value of `kind`; raises DomainError(InvalidInput) with every problem.

        List fields take several values, repeated or comma-separated.
        """
        return parameters.parse_parameters(
            kind, self.parameters, self.query_pairs(), strict=self.operation.query is QueryRule.STRICT
        )

    def if_match_versions(self) -> frozenset[int] | None:
        """The order versions that If-Match accepts; None accepts any. See `entity_tags.if_match_versions`."""
        return entity_tags.if_match_versions(self.headers.get(b"if-match"))

    def base_url(self) -> str:
        """The base URL for links: the configured public URL, or the scheme and host of this request."""
        if self.services.public_url:
            return self.services.public_url
        host = self.headers.get(b"host", b"localhost").decode("latin-1")
        return f"{self.scope['scheme']}://{host}"


Handler = Callable[[Request], Awaitable[Response]]


class Security(NamedTuple):
    """Authentication of a dialect: its OpenAPI security scheme, and how to get the token from the headers.

    A `signed` token (JWT) acts for the user that it names; any other token is opaque and acts for an account.
    """

    scheme: dict[str, str]
    token: Callable[[Headers], str | None]
    signed: bool = False


class ErrorCode(NamedTuple):
    """The meaning and HTTP status of an error code."""

    status: int
    meaning: str


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """A dialect: its operations, handlers, authentication, errors and document codec.

    - `prefixes` are the first path segments that belong to it; failures below them use its error format (`fail`).
    - `about` is a paragraph for its documentation, `samples` are example replies by type.
    - `codes` are the machine-readable codes of its errors.
    - `strict_json` rejects bodies whose Content-Type is not JSON; the vendors do not check it.
    - `ignores_case`: paths and the names of query parameters may be written in any case.
    """

    name: str
    title: str
    prefixes: tuple[str, ...]
    operations: tuple[AnyOperation, ...]
    handlers: dict[str, Handler]
    security: Security
    fail: Callable[[AnyFailure], Response]
    error: type[msgspec.Struct]
    codec: DocumentCodec
    about: str = ""
    samples: Mapping[type, Any] = {}
    codes: Mapping[str, ErrorCode] = {}
    error_content_type: Header = JSON
    strict_json: bool = False
    ignores_case: bool = False


def sample_reply(package: str) -> Any:
    """The sample get-order reply in a dialect's folder."""
    return msgspec.json.decode(files(package).joinpath("document/samples/get-order.json").read_bytes())


def bearer_token(headers: Headers) -> str | None:
    """The token of an `Authorization: Bearer` header, or None."""
    value = headers.get(b"authorization")
    if value is None or value[:7].lower() != b"bearer ":
        return None
    return value[7:].strip().decode("latin-1") or None
