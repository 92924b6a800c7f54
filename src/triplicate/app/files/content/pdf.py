"""PDF: checks that a document is complete. What is on its pages is not inspected."""

from triplicate.core.failures import invalid

_TAIL = 2048
"""How far before the end the last `%%EOF` may stand: some programs append to it."""


def check(content: bytes) -> None:
    """Refuses a document whose end is missing; raises DomainError(InvalidInput)."""
    tail = content[-_TAIL:]
    if not 0 <= tail.rfind(b"startxref") < tail.rfind(b"%%EOF"):
        raise invalid("file", "is an incomplete PDF: its end is missing")
