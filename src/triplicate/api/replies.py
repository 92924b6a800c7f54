"""What an operation answers with on success, as a value: JSON, an order with an entity tag, a stored file, or text."""

from typing import Generic, TypeVar

import msgspec

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
    """The bytes of a stored file with its entity tag: `api.file_response` makes it. GET answers 304 too."""

    kind: type[R]
    media_type: str = "*/*"


class TextReply(msgspec.Struct, Generic[R], frozen=True):
    """Text in UTF-8, which caches must not store."""

    kind: type[R]
    media_type: str


Reply = JsonReply[R] | OrderReply[R] | FileReply[R] | TextReply[R]
FILE = FileReply(bytes)
CSV = TextReply(str, "text/csv")
