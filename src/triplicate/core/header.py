"""Header of a stored aggregate: the few members that say how it is answered, read without decoding the rest."""

import re

import msgspec

_VERBATIM = re.compile(rb'"origin":"([^"\\]*)",(?:"version":[0-9]+,)?"sync":\{"pristine_version":')
_START_BYTES = 256
"""The text of a stored aggregate begins with its ids, its account, its origin, its version and `sync`."""


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


def verbatim_dialect(document: bytes) -> str | None:
    """The dialect of which a stored aggregate may have its document verbatim, as the start of its text says; or None.

    Members in another order than ours give None as well: then the whole aggregate has to be decoded.
    """
    match = _VERBATIM.search(document, 0, _START_BYTES)
    return match[1].decode() if match else None
