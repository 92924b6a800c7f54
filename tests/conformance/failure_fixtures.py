"""One failure of each kind."""

from typing import Any, get_args

import msgspec

from triplicate.api import http_errors
from triplicate.api.http_errors import AnyFailure, ProtocolError
from triplicate.core import failures
from triplicate.core.lifecycle import Obstacle

_MEMBERS: dict[str, Any] = {
    "problems": (),
    "obstacle": Obstacle.HELD,
    "allowed": ("GET",),
    "limit": 1,
    "current": 1,
    "available": 0,
    "needed": 1,
    "size": 1,
    "currency": "EUR",
    "status": 501,
}


def one_of(kind: type[Any], **members: Any) -> AnyFailure:
    """A failure of a type; what is not given is an "x"."""
    values = dict.fromkeys(kind.__struct_fields__, "x") | _MEMBERS | members
    failure: AnyFailure = kind(**{f.name: values[f.name] for f in msgspec.structs.fields(kind) if f.required})
    return failure


EVERY_FAILURE = [
    *(one_of(kind) for kind in (*get_args(failures.Failure), *get_args(http_errors.HttpFailure))),
    *(one_of(ProtocolError, status=status) for status in (431, 503, 505)),
]
