"""Header memo: a client's next request mostly differs from its last one in nothing but the target.

Where the header fields are the same bytes, they need not be parsed and judged again: what was made of them is kept for
the connection. The request line is looked at in full, and anything unusual about it is left to the parser.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_LINE = re.compile(
    rb"GET (/(?!/)[A-Za-z0-9\-._~!$&'()*+,;=:@/]*)(?:\?([A-Za-z0-9\-._~!$&'()*+,;=:@/?]*))? HTTP/1\.1\r\n"
)
"""A target in origin form, without percent-encoding, that means what it says."""
_END = b"\r\n\r\n"
_MAX_BYTES = 2048
"""Longer heads are not kept: each connection keeps one."""
_OWN_MEMBERS = ("path", "raw_path", "query_string", "headers", "state", "extensions")
Fields = list[tuple[bytes, bytes]]


class Target(NamedTuple):
    """What a request line asks for: the path, as text and as it was sent, and the query."""

    path: str
    raw_path: bytes
    query: bytes


class HeaderMemo:
    """The header fields of a request that had no body, after which another one could follow on the connection.

    `scope` is the ASGI scope of the request but for what belongs to it alone.
    """

    __slots__ = ("_text", "fields", "fields_by_name", "scope")

    def __init__(self, request: bytes, fields: Fields, scope: Mapping[str, Any]) -> None:
        self._text = request[request.index(b"\n") + 1 :]
        self.fields = fields.copy()
        self.fields_by_name = by_name(fields)
        self.scope = {name: value for name, value in scope.items() if name not in _OWN_MEMBERS}

    def target(self, request: bytes) -> Target | None:
        """The target of a request with the same fields; None if they are others, or the parser has to look at it."""
        line = _LINE.match(request)
        if line is None or request[line.end() :] != self._text:
            return None
        raw_path, query = line.groups(b"")
        return Target(raw_path.decode("ascii"), raw_path, query)


def is_alone(request: bytes) -> bool:
    """Whether these bytes are the head of one GET, and nothing before or after it."""
    return (
        len(request) <= _MAX_BYTES
        and _LINE.match(request) is not None
        and request.find(_END) == len(request) - len(_END)
    )


def by_name(fields: Fields) -> dict[bytes, bytes]:
    """The header fields by name; repeated ones are joined with commas (RFC 9110, 5.3)."""
    named = dict(fields)
    if len(named) != len(fields):
        named = {}
        for name, value in fields:
            named[name] = named[name] + b", " + value if name in named else value
    return named
