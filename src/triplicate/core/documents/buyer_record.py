"""What is stored of a new company or customer."""

import msgspec


class BuyerRecord(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A new company or customer: its ids, its version and its encoded document."""

    account: str
    guid: str
    oid: str
    version: int
    document: bytes
