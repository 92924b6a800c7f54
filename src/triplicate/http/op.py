"""Operations as data, and a dialect as a value: what is served, how callers sign in, how failures read.

A dialect's `api.py` lists its operations; `server.py` pairs each with a handler. The server compiles the list, the
OpenAPI document is made from it, and the tests walk it.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import msgspec

from triplicate.app.ports import Blobs, Keys, Reader, Store
from triplicate.core.access import READ, Principal
from triplicate.core.copies import Mapping as Copies
from triplicate.core.document import MAX_BYTES
from triplicate.http import parameters
from triplicate.http.answer import JSON, Answer, Header, Receive
from triplicate.http.refusals import Anything
from triplicate.http.writers import Writers

if TYPE_CHECKING:
    from triplicate.http.uploads import Upload

Headers = Mapping[bytes, bytes]
T = TypeVar("T", bound=msgspec.Struct)
_TAG = re.compile(rb'(W/)?"([^"]*)"')
_OURS = re.compile(rb"(\d{1,18})-.*")


class Link(msgspec.Struct, frozen=True):
    """Where an answer leads: to an operation, whose parameters are found in it (`{"id": "$response.body#/id"}`)."""

    operation: str
    parameters: dict[str, str]


class Op(msgspec.Struct, frozen=True, kw_only=True):
    """One operation: where it is, what it takes and answers, and the statuses that its vendor documents, success first.

    `paths` are alternatives for one operation; a segment in braces is a parameter, named by a member of `parameters`.
    The other members of `parameters` come from the query. `source` is the vendor's page. `body` is the type of the JSON
    that it takes, of at most `max_bytes`; `taken` is a laxer type, for a handler that looks at the rest itself. One
    with an `upload` takes multipart/form-data instead, with one file of at most `max_bytes` in the part of that name.
    The caller needs `scope`; `own_checks` says that the handler itself (through `app.find`, say) refuses who has it
    not, at the place among its checks that the vendor documents.

    An operation that lists (`listing`) refuses query parameters that it does not know, and twice the same one. One that
    is `versioned` needs an If-Match header. `tagged` says that it answers with an order and its ETag. `answers` is the
    media type of a success, where that is no JSON, and `reply` is `bytes` where it is a file as it is. `example` and
    `answer_example` are JSON values for the documentation, `links` say where the answer leads.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    paths: tuple[str, ...]
    summary: str
    parameters: type[msgspec.Struct]
    reply: type
    statuses: tuple[int, ...]
    source: str | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    body: type[msgspec.Struct] | None = None
    taken: type[msgspec.Struct] | None = None
    upload: str | None = None
    max_bytes: int = MAX_BYTES
    scope: str = READ
    own_checks: bool = False
    listing: bool = False
    versioned: bool = False
    tagged: bool = True
    answers: str = "application/json"
    example: Any = None
    answer_example: Any = None
    links: tuple[Link, ...] = ()


class Services(NamedTuple):
    """What handlers are given to work with; `now` is the clock, `idempotency_hours` how long answers are kept.

    `mappings` are those of every dialect that is spoken here, by name.
    """

    reader: Reader
    keys: Keys
    public_url: str
    store: Store
    writers: Writers
    blobs: Blobs
    now: Callable[[], datetime]
    idempotency_hours: int = 24
    mappings: Mapping[str, Copies] = {}


class Call:
    """One request to an operation, signed in: who calls, with which path parameters, and the services.

    Where the operation is no GET, `raw` is the request's body as it came; where it takes one, `document` is the body as
    JSON and `body` as the operation's type. Where it takes an upload, that is the file, open until the call is
    answered, and `raw` what tells it from another one.
    """

    __slots__ = (
        "_id",
        "body",
        "document",
        "headers",
        "op",
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
    upload: "Upload"

    def __init__(
        self,
        op: Op,
        scope: Any,
        receive: Receive,
        headers: Headers,
        id: bytes,
        principal: Principal,
        parameters: dict[str, str],
        services: Services,
    ) -> None:
        self.op = op
        self.scope = scope
        self.receive = receive
        self.headers = headers
        self._id = id
        self.principal = principal
        self.parameters = parameters
        self.services = services

    @property
    def request_id(self) -> str:
        """What this request is called in answers, events and the log."""
        return self._id.decode()

    def pairs(self) -> parameters.Query:
        """The query's names and values, decoded, as they stand."""
        return parameters.pairs(self.scope["query_string"])

    def query(self) -> dict[str, str]:
        """The query's parameters, decoded; of one that stands twice, the first."""
        text: str = self.scope["query_string"].decode("latin-1")
        if "%" in text or "+" in text or "&" in text:
            return dict(reversed(self.pairs()))
        name, _, value = text.partition("=")
        return {name: value} if name else {}

    def arguments(self, kind: type[T]) -> T:
        """The parameters of path and query as a value of `kind`; raises Refused(InvalidInput) naming all that misfit.

        Members that are lists take several words, repeated or with commas between them.
        """
        return parameters.arguments(kind, self.parameters, self.pairs(), once=self.op.listing)

    def versions(self) -> frozenset[int] | None:
        """The versions of the order that the caller means to change, by If-Match; None: any (no header, or `*`).

        Entity tags that are weak or not ours name no version, and so the change of any is refused.
        """
        given = self.headers.get(b"if-match")
        if given is None or given.strip() == b"*":
            return None
        strong = [tag for weak, tag in _TAG.findall(given) if not weak]
        return frozenset(int(ours[1]) for tag in strong if (ours := _OURS.fullmatch(tag)))

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


class Code(NamedTuple):
    """What a code that failures carry means, and the status that it comes with."""

    status: int
    meaning: str


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """A dialect: `prefixes` are the first path segments that are its own, and answer in its envelope.

    `about` is a paragraph for its documentation, `samples` are examples of what it answers, by type, `codes` those that
    its failures carry for programs. `strict_json` refuses bodies whose Content-Type is not JSON; the vendors do not
    look at it.
    """

    name: str
    title: str
    prefixes: tuple[str, ...]
    operations: tuple[Op, ...]
    handlers: dict[str, Handler]
    security: Security
    fail: Callable[[Anything], Answer]
    error: type[msgspec.Struct]
    copies: Copies
    about: str = ""
    samples: Mapping[type, Any] = {}
    codes: Mapping[str, Code] = {}
    error_content_type: Header = JSON
    strict_json: bool = False


def sample(package: str) -> Any:
    """The answer with an order that lies in a dialect's folder."""
    return msgspec.json.decode(files(package).joinpath("samples/get-order.json").read_bytes())


def bearer(headers: Headers) -> str | None:
    """The token of an `Authorization: Bearer` header, or None."""
    value = headers.get(b"authorization")
    if value is None or value[:7].lower() != b"bearer ":
        return None
    return value[7:].strip().decode("latin-1") or None
