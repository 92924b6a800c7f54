"""Digest of a stored document: tells whether it is still the same without reading it."""

import hashlib


def document_digest(document: bytes) -> int:
    """The first 64 bits of the SHA-256 of a stored document, as a signed number, which both databases can store."""
    return int.from_bytes(hashlib.sha256(document).digest()[:8], "big", signed=True)
