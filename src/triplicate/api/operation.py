"""API operations as data: router, OpenAPI, clients and conformance tests are made from the same values.

Each resource of a dialect has its operations in `operations.py`; `api.dialect.serve` pairs them with their handlers.
"""

from enum import Enum
from typing import Any, Generic, Literal, TypeVar

import msgspec

from triplicate.api.bodies import Body
from triplicate.api.parameters import QueryRule
from triplicate.api.replies import Reply
from triplicate.core.access import READ, WRITE

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
