"""Identifiers: every order, line, piece and shipment has a GUID, a 24-hex id and a running number.

Marketiger, Printags and the native API use the GUID, Axim Commerce the 24-hex id, and people the number. Forms that a
vendor did not supply are derived deterministically from the one it did, so they never change.
"""

import hashlib
import re
import uuid
import zlib
from collections.abc import Callable
from functools import lru_cache

_NAMESPACE = uuid.UUID("5b1f1f5e-3c0a-5d0e-9a53-7472697065ff").bytes
_GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", re.ASCII)
_OID = re.compile(r"[0-9a-fA-F]{24}", re.ASCII)
_RUNNING_NUMBER = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
_ENDINGS = [f"{index:012x}" for index in range(256)]
MAX_NUMBER = 2**53 - 1
"""The largest running number: above it, JSON numbers lose precision in clients that use doubles."""


def guid(text: str) -> str | None:
    """The GUID in its canonical lower case, or None when `text` is not of the form 8-4-4-4-12."""
    return text.lower() if _GUID.fullmatch(text) else None


def oid(text: str) -> str | None:
    """The 24-hex id in lower case, or None when `text` is not 24 hex digits."""
    return text.lower() if _OID.fullmatch(text) else None


def number(text: str) -> int | None:
    """The running number in `text` (plain decimal digits without leading zeros), or None."""
    if not _RUNNING_NUMBER.fullmatch(text):
        return None
    value = int(text)
    return value if value <= MAX_NUMBER else None


def derived_guid(*parts: str) -> str:
    """The UUIDv5 of these parts, usually a dialect, a kind and an id that is not a GUID."""
    digest = hashlib.sha1(_NAMESPACE + ":".join(parts).encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def guid_series(*parts: str) -> Callable[[int], str]:
    """A function from index to GUID for the numbered children of an object: one hash, however many GUIDs."""
    prefix = guid_series_prefix(*parts)
    return lambda index: f"{prefix}{index:012x}"


def guid_series_prefix(*parts: str) -> str:
    """The first 24 characters of every GUID of a series."""
    return derived_guid(*parts)[:24]


def guid_series_endings(count: int) -> list[str]:
    """The last 12 characters of the first `count` GUIDs of any series."""
    return _ENDINGS[:count] if count <= len(_ENDINGS) else [f"{index:012x}" for index in range(count)]


def derived_oid(*parts: str) -> str:
    """A 24-hex id derived (SHA-256) from parts that identify the object."""
    return hashlib.sha256(":".join(parts).encode()).hexdigest()[:24]


def child_guid(owner: str, *parts: str) -> str:
    """A GUID for a child of the object with GUID `owner`, distinct from its siblings (CRC-32 of `parts`)."""
    return f"{owner[:24]}{zlib.crc32(':'.join(parts).encode()):012x}"


def child_oid(owner: str, *parts: str) -> str:
    """A 24-hex id for a child of the object with the 24-hex id `owner` (CRC-32 of `parts`)."""
    return f"{owner[:16]}{zlib.crc32(':'.join(parts).encode()):08x}"


@lru_cache(maxsize=16_384)
def as_guid(dialect: str, foreign_id: str) -> str:
    """`foreign_id` itself when it is a GUID, else the GUID derived from it within `dialect`."""
    return guid(foreign_id) or derived_guid(dialect, foreign_id)


@lru_cache(maxsize=16_384)
def as_oid(foreign_id: str) -> str:
    """`foreign_id` itself when it is a 24-hex id, else the one derived from it."""
    return oid(foreign_id) or derived_oid(foreign_id)
