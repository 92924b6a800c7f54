"""Response types of the workshop: a piece and a packing list."""

import msgspec

from triplicate.dialects.native.document import wire
from triplicate.dialects.native.document.wire_lines import Quantity


class PieceDetails(msgspec.Struct, kw_only=True):
    """A physical piece, its line (null if unknown), and the state of its order.

    `links` are the URLs of the line's artwork, in the same order. They expire after a few minutes.
    """

    piece: wire.Piece
    line: wire.Line | None
    order: str
    number: int
    reference: str | None
    stage: str | None
    step: str | None
    hold: wire.Hold | None
    ending: str | None
    links: list[str]


class PackedLine(msgspec.Struct, kw_only=True):
    """A quantity of one line. `line` is null if the line is unknown; `name` is then the vendor's name for the item.

    `pieces` are the ids of the pieces, if pieces are tracked.
    """

    line: str | None
    number: int | None
    sku: str | None
    name: str | None
    model: str | None
    quantity: Quantity
    ordered: Quantity | None
    pieces: list[str]


class PackingList(msgspec.Struct, kw_only=True):
    """The contents of a `shipment`, or, if it is null, what remains to ship; and the address.

    `loose` are the ids of pieces whose line is unknown. They are already counted in the lines.
    """

    order: str
    number: int
    reference: str | None
    ship_to: wire.Address | None
    shipping: wire.Shipping | None
    shipment: wire.Shipment | None
    lines: list[PackedLine]
    loose: list[str]
