"""Path and query parameters of the workshop."""

import msgspec

from triplicate.dialects.native.parameters import Text


class PieceParameters(msgspec.Struct):
    """The GUID of a piece, as printed on its label."""

    pieceId: str


class ProductionParameters(msgspec.Struct, kw_only=True):
    """An order. `keys` includes the keys of its NFC chips and needs the scope `orders:secrets`."""

    orderId: str
    keys: bool = False


class PackingListParameters(msgspec.Struct, kw_only=True):
    """An order, and a shipment of it. Without a shipment, what remains to ship is listed."""

    orderId: str
    shipment: Text | None = None
