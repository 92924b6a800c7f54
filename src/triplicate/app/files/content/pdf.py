"""PDF: whether a document has come as a whole. What is on its pages is the workshop's to see."""

from triplicate.core.failures import invalid

_TAIL = 2048
"""How far before the end the last `%%EOF` may stand: some programs put something after it."""


def check(content: bytes) -> None:
    """Refuses a document whose end is missing; raises Refused(InvalidInput)."""
    tail = content[-_TAIL:]
    if not 0 <= tail.rfind(b"startxref") < tail.rfind(b"%%EOF"):
        raise invalid("file", "is not a whole PDF: its end is missing")
