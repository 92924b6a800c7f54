"""Order header: what the ETag and a verbatim document need of a stored order, without decoding the order."""

import msgspec

from triplicate.core.header import Header


class LineHeader(msgspec.Struct, frozen=True):
    """The stored file that a line shows, by its id."""

    file: str | None = None


class OrderHeader(Header, frozen=True):
    """The members of `core.order.order.Order` with the same names."""

    lines: tuple[LineHeader, ...] = ()


_DECODER = msgspec.json.Decoder(OrderHeader)


def decode(document: bytes) -> OrderHeader:
    """The header of a stored order: takes about a third of the time that decoding the order takes."""
    return _DECODER.decode(document)
