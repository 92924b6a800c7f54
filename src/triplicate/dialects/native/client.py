"""The native API from the caller's side: an operation of the table becomes a request, its answer the typed reply. Pure.

Whoever sends the requests is elsewhere (`triplicate.client`): here is what the table says of each, once for all.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple, TypeVar, cast
from urllib.parse import quote, urlencode

import msgspec

from triplicate.dialects.native.answers import Problem
from triplicate.dialects.native.errors import TriplicateError, UnexpectedAnswer, invalid, no_such, of, unexpected
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

    Raises NotFound or InvalidInput for what no request can carry.
    """
    path = op.paths[0]
    in_path = _IN_PATH.findall(path)
    for name in in_path:
        path = path.replace(f"{{{name}}}", _segment(str(values[name])))
    query = urlencode([pair for name, value in values.items() if name not in in_path for pair in _pairs(name, value)])
    headers = {"Accept": op.answers}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if key is not None:
        if not fits_a_header(key):
            raise invalid(HEADER, "must be printable ASCII characters, at least one")
        headers[HEADER] = key
    if version is not None:
        headers["If-Match"] = f'"{version}-"'
    content = None if body is None else msgspec.json.encode(body)
    return Request(op.method, f"{path}?{query}" if query else path, headers, content)


def fits_a_header(text: str) -> bool:
    """Whether a header can carry the text."""
    return bool(text) and text.isascii() and text.isprintable()


def _segment(value: str) -> str:
    """A parameter as a segment of a path; dots and slashes would lead to another path."""
    if not value.strip(".") or "/" in value:
        raise no_such(value)
    return quote(value, safe="@")


def _pairs(name: str, value: object) -> list[tuple[str, str]]:
    match value:
        case None:
            return []
        case bool():
            return [(name, "true" if value else "false")]
        case datetime() if value.tzinfo is None:
            raise invalid(name, "needs a time zone, being a moment")
        case date():
            return [(name, value.isoformat())]
        case Iterable() if not isinstance(value, str):
            return [pair for one in value for pair in _pairs(name, one)]
        case _:
            return [(name, str(value))]


def reply(kind: type[T], status: int, headers: Mapping[str, str], content: bytes) -> T:
    """The answer as the operation's reply type; raises TriplicateError when it is a problem, or none of ours.

    An operation whose reply is a `str` answers no JSON, but text.
    """
    if not 200 <= status < 300:
        raise error(status, headers, content)
    try:
        return cast(T, content.decode()) if kind is str else msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise _unexpected(status, headers, f"the answer is no {kind.__name__}: {wrong}") from None


def error(status: int, headers: Mapping[str, str], content: bytes) -> TriplicateError:
    """The problem that was answered, as the exception of its code."""
    try:
        problem = msgspec.json.decode(content, type=Problem)
    except msgspec.DecodeError:
        return _unexpected(status, headers, f"the answer has status {status} and is no problem document")
    problem.request_id = problem.request_id or headers.get("x-request-id", "")
    return of(problem, _retry_after(headers))


def _unexpected(status: int, headers: Mapping[str, str], detail: str) -> UnexpectedAnswer:
    return unexpected(status, detail, headers.get("x-request-id", ""), _retry_after(headers))


def _retry_after(headers: Mapping[str, str]) -> float:
    """The seconds of a Retry-After header; a date in it is not looked at."""
    given = headers.get("retry-after", "")
    return float(given) if given.isdecimal() and len(given) < 6 else 0.0
