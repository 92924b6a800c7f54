"""Path parameters of the operations on copies."""

import msgspec


class CopyParameters(msgspec.Struct):
    """An order, and the dialect of the copy."""

    orderId: str
    dialect: str
