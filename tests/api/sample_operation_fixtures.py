"""Operations and types of the sample dialect, one of each sort."""

from types import NoneType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from triplicate.api.bodies import NO_BODY, JsonBody, NoBody
from triplicate.api.operation import WRITERS, AnyOperation, Link, Operation, Precondition
from triplicate.api.parameters import QueryRule
from triplicate.api.replies import JsonReply, OrderReply


class Part(msgspec.Struct, kw_only=True):
    """One part of a thing."""

    name: str
    weight: Annotated[float, Meta(gt=0)] | None = None


class Thing(msgspec.Struct, kw_only=True):
    """What is made here."""

    name: Annotated[str, Meta(min_length=1, max_length=40, description="What it is called.")]
    count: Annotated[int, Meta(ge=1, le=1000)]
    colour: Literal["red", "green"] = "red"
    parts: list[Part] = []


class Created(msgspec.Struct, kw_only=True):
    """What became of a request."""

    id: str
    number: int


class Reason(msgspec.Struct, kw_only=True):
    """Why something is done; nothing of it is needed."""

    text: str = ""


class FailureBody(msgspec.Struct, kw_only=True):
    """How failures read here: what, and where."""

    failure: str
    problems: list[tuple[str, str]] = []


class NoParameters(msgspec.Struct, kw_only=True):
    """None."""


class ThingParameters(msgspec.Struct, kw_only=True):
    """Which thing."""

    id: str


class ListParameters(msgspec.Struct, kw_only=True):
    """Which things."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    colour: tuple[Literal["red", "green"], ...] = ()
    counts: list[int] | None = None
    heavy: bool | None = None
    since: str | None = None


class LookParameters(msgspec.Struct, kw_only=True, rename="camel"):
    """Parameters of an operation that is no list."""

    id: str
    at_most: int = 5


CHANGES: dict[str, Any] = {"parameters": ThingParameters, "access": WRITERS}


def _operation(name: str, method: str, path: str, **more: Any) -> AnyOperation:
    settings = {"parameters": NoParameters, "statuses": (200, 400, 401, 403), "summary": name} | more
    settings = {"reply": OrderReply(Created), "body": NO_BODY} | settings
    return Operation(name=name, method=method, paths=(path,), **settings)  # type: ignore[arg-type]


CREATE = _operation(
    "make",
    "POST",
    "/things",
    body=JsonBody(Thing),
    access=WRITERS,
    statuses=(201, 400, 401, 403),
    example={"name": "cup", "count": 2},
    links=(Link("look", {"id": "$response.body#/id"}),),
    tags=("things",),
    description="Makes one.\n\nIt is *new* afterwards.",
)
LIST = _operation("list", "GET", "/things", parameters=ListParameters, reply=JsonReply(Created), query=QueryRule.STRICT)
GET = _operation("look", "GET", "/things/{id}", parameters=LookParameters)
AMEND = _operation(
    "amend", "PATCH", "/things/{id}", body=JsonBody(Reason), precondition=Precondition.IF_MATCH, **CHANGES
)
END = _operation("end", "PUT", "/things/{id}/end", body=JsonBody(Reason), **CHANGES)
DROP = _operation("drop", "DELETE", "/things/{id}", **CHANGES)
UPLOAD = _operation("upload", "PUT", "/things/{id}/file", body=NoBody(NoneType, max_bytes=1000), **CHANGES)
