"""Header of a stored aggregate: the few members that say how it is answered, read without decoding the rest."""

import re

import msgspec

_START = re.compile(rb'\{"guid":"[^"\\]*","oid":"[^"\\]*","account":"[^"\\]*","origin":"([^"\\]*)"')


class SyncHeader(msgspec.Struct, frozen=True):
    """The members of `core.sync.SyncState` that rendering needs."""

    pristine_version: int = 0
    patches: dict[str, msgspec.Raw] = {}
    sealed_secrets: dict[str, str] = {}


class Header(msgspec.Struct, frozen=True):
    """The members of `core.aggregate.Aggregate` with the same names; the others are skipped, not decoded."""

    origin: str
    version: int = 1
    sync: SyncHeader = SyncHeader()


def stored_origin(document: bytes) -> str | None:
    """The origin of a stored aggregate, from the first members of its text; None if it does not start with them."""
    match = _START.match(document)
    return match[1].decode() if match else None
