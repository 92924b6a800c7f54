"""Path and query parameters of the operations on files."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from triplicate.dialects.native.parameters import Text

PurposeName = Literal["artwork", "document"]


class FileParameters(msgspec.Struct):
    """A file, by its id."""

    fileId: str


class UploadParameters(msgspec.Struct, kw_only=True):
    """The account that the file is for; a credential of all accounts must name it."""

    account: Text | None = None


class FilesParameters(msgspec.Struct, kw_only=True):
    """The page of an account's files: at most `limit`, those that come after `after` (`next` of the previous page).

    A credential of all accounts must name the `account`.
    """

    account: Text | None = None
    purpose: PurposeName | None = None
    after: Annotated[str, Meta(max_length=200)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
