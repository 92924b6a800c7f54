"""What an operation answers with on success, as a value: JSON, an order with an entity tag, a stored file, or text."""

from typing import Any, Generic, TypeVar, assert_never

import msgspec

from triplicate.api.response import NO_STORE, Response, json_response

R = TypeVar("R")


class JsonReply(msgspec.Struct, Generic[R], frozen=True):
    """JSON of the type `kind`, which caches must not store."""

    kind: type[R]
    media_type: str = "application/json"


class OrderReply(msgspec.Struct, Generic[R], frozen=True):
    """An order with its entity tag, as JSON of the type `kind`: `api.order_response` makes it. GET answers 304 too."""

    kind: type[R]
    media_type: str = "application/json"


class FileReply(msgspec.Struct, Generic[R], frozen=True):
    """The bytes of a stored file as a stream: `api.file_response` makes it. GET answers 206, 304 and 416 too."""

    kind: type[R]
    media_type: str = "*/*"


class TextReply(msgspec.Struct, Generic[R], frozen=True):
    """Text in UTF-8, which caches must not store."""

    kind: type[R]
    media_type: str


Reply = JsonReply[R] | OrderReply[R] | FileReply[R] | TextReply[R]
FILE = FileReply(bytes)
CSV = TextReply(str, "text/csv")


def to_response(reply: Reply[Any], status: int, result: object) -> Response:
    """What a handler returned as a response: a complete one as it is, else encoded as the reply says.

    Raises TypeError for an order or a file without its entity tag, which is no complete response.
    """
    if isinstance(result, Response):
        return result
    match reply:
        case JsonReply():
            return json_response(status, result)
        case TextReply(_, media_type):
            content_type = (b"content-type", f"{media_type}; charset=utf-8".encode())
            return Response(status, str(result).encode(), (NO_STORE,), content_type)
        case OrderReply() | FileReply():
            raise TypeError(f"{reply.kind.__name__} needs an entity tag: return a Response")
        case _:
            assert_never(reply)
