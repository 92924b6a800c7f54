"""What the workshop is answered: a piece by itself, and a packing list."""

import msgspec

from triplicate.dialects.native.document import wire
from triplicate.dialects.native.document.wire_lines import Quantity


class PieceDetails(msgspec.Struct, kw_only=True):
    """One physical piece, its line where that is known, and the order that it is of, as far as that has come.

    `links` lead to the artwork of the line, in its order; they expire after some minutes.
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
    """So much of a line. `line` is null where nobody knows which line it is: then `name` is what a vendor called it.

    `pieces` are the ids of the pieces, where pieces are tracked.
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
    """What is in a parcel (`shipment`), or where that is null, what has still to leave; and where it goes.

    `loose` are pieces of which nobody knows the line: they are counted in the lines already.
    """

    order: str
    number: int
    reference: str | None
    ship_to: wire.Address | None
    shipping: wire.Shipping | None
    shipment: wire.Shipment | None
    lines: list[PackedLine]
    loose: list[str]
