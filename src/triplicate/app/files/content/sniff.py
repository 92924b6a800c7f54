"""Detects the type of an uploaded file from its bytes, never from a name or a declared type, and inspects all of it."""

from triplicate.app.files.artwork import Artwork
from triplicate.app.files.content import images, pdf, svg_sanitiser
from triplicate.app.files.purposes import ARTWORK
from triplicate.core.failures import DomainError, invalid

MAX_BYTES = ARTWORK.max_bytes
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PDF = b"%PDF-"
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def inspect(content: bytes) -> Artwork:
    """The artwork that these bytes are. Raises DomainError(InvalidInput) for an unaccepted type or damage."""
    if not content:
        raise invalid("file", "is empty")
    if len(content) > MAX_BYTES:
        raise invalid("file", f"must not be larger than {MAX_BYTES // 1024 // 1024} MiB")
    if content.startswith(_PNG):
        images.check_png(content)
        return Artwork("image/png")
    if content.startswith(_JPEG):
        images.check_jpeg(content)
        return Artwork("image/jpeg")
    if content.startswith(_PDF):
        pdf.check(content)
        return Artwork("application/pdf")
    if _is_markup(content):
        return Artwork("image/svg+xml", svg_sanitiser.sanitise(content))
    raise _unknown()


def _is_markup(content: bytes) -> bool:
    start = content[:1024]
    for mark in _BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return start.lstrip(b" \t\r\n\0").startswith(b"<")


def _unknown() -> DomainError:
    return invalid("file", "must be a PNG, JPEG, SVG or PDF")
