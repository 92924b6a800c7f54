"""The native API from the caller's side: an operation of the table becomes a request, its answer the typed reply. Pure.

Whoever sends the requests is elsewhere (`triplicate.client`): here is what the table says of each, once for all.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from triplicate.dialects.native.answers import Problem
from triplicate.dialects.native.errors import OF_CODE, TriplicateError, UnexpectedAnswer
from triplicate.http.change import HEADER
from triplicate.http.op import Op

T = TypeVar("T")
Values = Mapping[str, object]
"""The parameters of an operation by name, those of the path and those of the query: words, numbers, days and moments,
or several of them. None is one not given."""
_IN_PATH = re.compile(r"\{(\w+)\}")


class Request(NamedTuple):
    """What is to be sent. `target` is the path with its query."""

    method: str
    target: str
    headers: dict[str, str]
    content: bytes | None


def request(
    op: Op, values: Values, body: msgspec.Struct | None = None, key: str | None = None, version: int | None = None
) -> Request:
    """The request of an operation: its parameters, the body it takes, the idempotency key, the version that is meant.

    Raises ValueError for a key or a name that no request can carry.
    """
    path = op.paths[0]
    in_path = _IN_PATH.findall(path)
    for name in in_path:
        path = path.replace(f"{{{name}}}", _segment(str(values[name])))
    query = urlencode([pair for name, value in values.items() if name not in in_path for pair in _pairs(name, value)])
    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if key is not None:
        headers[HEADER] = printable("the idempotency key", key)
    if version is not None:
        headers["If-Match"] = f'"{version}-"'
    content = None if body is None else msgspec.json.encode(body)
    return Request(op.method, f"{path}?{query}" if query else path, headers, content)


def printable(what: str, text: str) -> str:
    """The text itself; raises ValueError, which does not repeat it, when a header could not carry it."""
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError(f"{what} must be printable ASCII characters, at least one")
    return text


def _segment(value: str) -> str:
    """A parameter as a segment of a path; dots alone would lead to another path."""
    if not value.strip("."):
        raise ValueError(f"{value!r} is no id")
    return quote(value, safe="@")


def _pairs(name: str, value: object) -> list[tuple[str, str]]:
    match value:
        case None:
            return []
        case bool():
            return [(name, "true" if value else "false")]
        case datetime() if value.tzinfo is None:
            raise ValueError(f"{name}: a moment needs a time zone")
        case date():
            return [(name, value.isoformat())]
        case Iterable() if not isinstance(value, str):
            return [pair for one in value for pair in _pairs(name, one)]
        case _:
            return [(name, str(value))]


def reply(kind: type[T], status: int, headers: Mapping[str, str], content: bytes) -> T:
    """The answer as the operation's reply type; raises TriplicateError when it is a problem, or none of ours."""
    if not 200 <= status < 300:
        raise error(status, headers, content)
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.DecodeError as wrong:
        raise _unexpected(status, headers, f"the answer is no {kind.__name__}: {wrong}") from None


def error(status: int, headers: Mapping[str, str], content: bytes) -> TriplicateError:
    """The problem that was answered, as the exception of its code."""
    try:
        problem = msgspec.json.decode(content, type=Problem)
    except msgspec.DecodeError:
        return _unexpected(status, headers, f"the answer has status {status} and is no problem document")
    problem.request_id = problem.request_id or headers.get("x-request-id", "")
    return OF_CODE.get(problem.code, TriplicateError)(problem, _retry_after(headers))


def _unexpected(status: int, headers: Mapping[str, str], detail: str) -> UnexpectedAnswer:
    problem = Problem(
        type="about:blank",
        title="Unexpected answer",
        status=status,
        detail=detail,
        code="unexpected-answer",
        request_id=headers.get("x-request-id", ""),
    )
    return UnexpectedAnswer(problem, _retry_after(headers))


def _retry_after(headers: Mapping[str, str]) -> float:
    """The seconds of a Retry-After header; a date in it is not looked at."""
    given = headers.get("retry-after", "")
    return float(given) if given.isdecimal() and len(given) < 6 else 0.0
