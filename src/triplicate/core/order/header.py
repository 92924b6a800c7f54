"""Order header: the few members that say how a stored order is answered, read without decoding the order."""

import re

import msgspec

_START = re.compile(rb'\{"guid":"[^"\\]*","oid":"[^"\\]*","account":"[^"\\]*","origin":"([^"\\]*)"')


class LineHeader(msgspec.Struct, frozen=True):
    """The stored file that a line shows, by its id."""

    file: str | None = None


class SyncHeader(msgspec.Struct, frozen=True):
    """The members of `core.sync.SyncState` that rendering needs."""

    pristine_version: int = 0
    patches: dict[str, msgspec.Raw] = {}
    sealed_secrets: dict[str, str] = {}


class OrderHeader(msgspec.Struct, frozen=True):
    """The members of `core.order.order.Order` with the same names; the others are skipped, not decoded."""

    origin: str
    version: int = 1
    sync: SyncHeader = SyncHeader()
    lines: tuple[LineHeader, ...] = ()


_DECODER = msgspec.json.Decoder(OrderHeader)


def decode(document: bytes) -> OrderHeader:
    """The header of a stored order: takes about a third of the time that decoding the order takes."""
    return _DECODER.decode(document)


def stored_origin(document: bytes) -> str | None:
    """The origin of a stored order, from the first members of its text; None if the text does not start with them."""
    match = _START.match(document)
    return match[1].decode() if match else None
