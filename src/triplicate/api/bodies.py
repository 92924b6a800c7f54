"""What an operation takes as its body, as a value: JSON of a type, one uploaded file, or nothing."""

from types import NoneType
from typing import Generic, TypeVar

import msgspec

from triplicate.api.uploads import Choice as Choice
from triplicate.api.uploads import Upload
from triplicate.core.json.ijson import MAX_BYTES

B = TypeVar("B")


class NoBody(msgspec.Struct, Generic[B], frozen=True):
    """No body. What is sent all the same, of at most `max_bytes`, is read as bytes and not looked into."""

    kind: type[B]
    max_bytes: int = MAX_BYTES


class JsonBody(msgspec.Struct, Generic[B], frozen=True):
    """JSON of the type `kind`, of at most `max_bytes`.

    `documented` is a stricter type for the documentation, for handlers that validate the parts of a body themselves.
    """

    kind: type[B]
    max_bytes: int = MAX_BYTES
    documented: type[msgspec.Struct] | None = None

    @property
    def schema_type(self) -> type:
        """The type that the documentation describes."""
        return self.documented or self.kind


class UploadBody(msgspec.Struct, Generic[B], frozen=True):
    """multipart/form-data with one file of at most `max_bytes`, in the part `part`, and perhaps a choice."""

    kind: type[B]
    part: str
    max_bytes: int
    choice: Choice | None = None


Body = NoBody[B] | JsonBody[B] | UploadBody[B]
NO_BODY = NoBody(NoneType)


def upload(part: str, max_bytes: int) -> UploadBody[Upload]:
    """A file of at most `max_bytes` in the part `part`."""
    return UploadBody(Upload, part, max_bytes)


def upload_with_choice(part: str, choice: Choice) -> UploadBody[Upload]:
    """A file in the part `part`, as large as what is chosen beside it allows."""
    return UploadBody(Upload, part, max(choice.limits.values()), choice)
