"""An operation from the caller's side: what the table says of it becomes a request. Pure.

Whoever sends requests is elsewhere (`http.outbound`); which answers and errors there are, each dialect's client knows.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import quote, urlencode

import msgspec

from triplicate.http.change import HEADER
from triplicate.http.op import Op

Values = Mapping[str, object]
"""The parameters of an operation by name, those of the path and those of the query: words, numbers, days and moments,
or several of them. None is one not given."""
_IN_PATH = re.compile(r"\{(\w+)\}")


class Request(NamedTuple):
    """What is to be sent. `target` is the path with its query; `files` are parts of a form, each a name and bytes."""

    method: str
    target: str
    headers: dict[str, str]
    content: bytes | None
    files: dict[str, tuple[str, bytes]] | None = None


class Unsendable(ValueError):
    """What no request can carry, and why. `segment` says that it is a name which no path can have in it."""

    def __init__(self, name: str, reason: str, segment: bool = False) -> None:
        super().__init__(f"{name} {reason}")
        self.name = name
        self.reason = reason
        self.segment = segment


def request(op: Op, values: Values, body: object = None, key: str | None = None, version: int | None = None) -> Request:
    """The request of an operation: its parameters, the body it takes, the idempotency key, the version that is meant.

    Raises Unsendable.
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
            raise Unsendable(HEADER, "must be printable ASCII characters, at least one")
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
        raise Unsendable(value, "cannot stand in a path", segment=True)
    return quote(value, safe="@")


def _pairs(name: str, value: object) -> list[tuple[str, str]]:
    match value:
        case None:
            return []
        case bool():
            return [(name, "true" if value else "false")]
        case datetime() if value.tzinfo is None:
            raise Unsendable(name, "needs a time zone, being a moment")
        case date():
            return [(name, value.isoformat())]
        case Iterable() if not isinstance(value, str):
            return [pair for one in value for pair in _pairs(name, one)]
        case _:
            return [(name, str(value))]
