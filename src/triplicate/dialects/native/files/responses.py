"""Response types of files."""

import msgspec

from triplicate.dialects.native.files.parameters import PurposeName


class File(msgspec.Struct, kw_only=True):
    """A stored file. `media_type` and `sha256` are those of its bytes; `name` is what the caller called it."""

    id: str
    account: str
    purpose: PurposeName
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: str


class FilePage(msgspec.Struct, kw_only=True):
    """A page of files, newest first. Send `next` as `after` for the next page; null: this is the last."""

    files: list[File]
    next: str | None
