"""Builds HTTP requests from operations and their parameters. Pure.

`http_client.transport` sends them; each dialect's client interprets the responses and errors.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import BinaryIO, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from triplicate.api.operation import Operation
from triplicate.api.transaction import IDEMPOTENCY_HEADER

P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")
Values = Mapping[str, object]
"""Path and query parameters by name: text, numbers, dates and times, or several of them. None is left out."""
_PATH_PARAMETER = re.compile(r"\{(\w+)\}")


class OutboundRequest(NamedTuple):
    """A request to send. `target` is the path with its query.

    `files` are multipart parts: file name, and bytes or an open file; `fields` are texts beside them.
    """

    method: str
    target: str
    headers: dict[str, str]
    content: bytes | None
    files: dict[str, tuple[str, bytes | BinaryIO]] | None = None
    fields: dict[str, str] | None = None


class UnsendableValue(ValueError):
    """A value that a request cannot carry, and why. `is_path_segment`: it cannot be part of a path."""

    def __init__(self, name: str, reason: str, is_path_segment: bool = False) -> None:
        super().__init__(f"{name} {reason}")
        self.name = name
        self.reason = reason
        self.is_path_segment = is_path_segment


def build_request(
    operation: Operation[P, B, R],
    parameters: P | Values,
    body: object = None,
    key: str | None = None,
    version: int | None = None,
) -> OutboundRequest:
    """The request of an operation, with its parameters, body, idempotency key, and the version for If-Match.

    `parameters` are the operation's own type, or `Values` where they may be given in several forms. Raises
    UnsendableValue.
    """
    values = _values(parameters) if isinstance(parameters, msgspec.Struct) else parameters
    path = operation.paths[0]
    path_names = _PATH_PARAMETER.findall(path)
    for name in path_names:
        path = path.replace(f"{{{name}}}", _path_segment(str(values[name])))
    query = urlencode(
        [pair for name, value in values.items() if name not in path_names for pair in _query_pairs(name, value)]
    )
    headers = {"Accept": operation.reply.media_type}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if key is not None:
        if not is_header_value(key):
            raise UnsendableValue(IDEMPOTENCY_HEADER, "must be printable ASCII characters, at least one")
        headers[IDEMPOTENCY_HEADER] = key
    if version is not None:
        headers["If-Match"] = f'"{version}-"'
    content = None if body is None else msgspec.json.encode(body)
    return OutboundRequest(operation.method, f"{path}?{query}" if query else path, headers, content)


def is_header_value(text: str) -> bool:
    """Whether the text is a valid header value: printable ASCII, not empty."""
    return bool(text) and text.isascii() and text.isprintable()


def _values(parameters: msgspec.Struct) -> Values:
    """The parameters by name, without those that have their defaults."""
    fields = msgspec.structs.fields(parameters)
    values = {field.encode_name: getattr(parameters, field.name) for field in fields}
    return {
        field.encode_name: values[field.encode_name]
        for field in fields
        if field.required or values[field.encode_name] != field.default
    }


def _path_segment(value: str) -> str:
    """A parameter as a path segment; rejects slashes and dot segments, which would change the path."""
    if not value.strip(".") or "/" in value:
        raise UnsendableValue(value, "cannot be used in a path", is_path_segment=True)
    return quote(value, safe="@")


def _query_pairs(name: str, value: object) -> list[tuple[str, str]]:
    match value:
        case None:
            return []
        case bool():
            return [(name, "true" if value else "false")]
        case datetime() if value.tzinfo is None:
            raise UnsendableValue(name, "must have a time zone")
        case date():
            return [(name, value.isoformat())]
        case Iterable() if not isinstance(value, str):
            return [pair for one in value for pair in _query_pairs(name, one)]
        case _:
            return [(name, str(value))]
