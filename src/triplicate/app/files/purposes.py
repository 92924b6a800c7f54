"""What files are for: each purpose has a limit of size, and says how its files are inspected and whether they stay."""

from enum import Enum

import msgspec

MIB = 1024 * 1024


class Inspection(Enum):
    """How a file is looked into before it is stored."""

    ARTWORK = "artwork"
    """Decoded or sanitised as a whole in a limited child process; other kinds of files are refused."""
    HEAD = "head"
    """Any file is accepted; its media type is read off its first bytes, where they tell."""


class Purpose(msgspec.Struct, frozen=True):
    """A purpose of files. With `is_permanent`, orders may show them, and they cannot be deleted."""

    name: str
    max_bytes: int
    inspection: Inspection
    is_permanent: bool


ARTWORK = Purpose("artwork", 20 * MIB, Inspection.ARTWORK, is_permanent=True)
DOCUMENT = Purpose("document", 1024 * MIB, Inspection.HEAD, is_permanent=False)
PURPOSES = {purpose.name: purpose for purpose in (ARTWORK, DOCUMENT)}
