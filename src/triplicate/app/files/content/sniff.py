"""Kinds of files: told by their bytes, never by a name or by what somebody says they are, and looked at as a whole."""

from typing import NamedTuple

from triplicate.app.files.content import images, pdf, svg_sanitiser
from triplicate.core.failures import DomainError, invalid

MOST_BYTES = 20 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PDF = b"%PDF-"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""What may stand before a text, and tells its encoding."""


class Checked(NamedTuple):
    """A file that may be kept: its media type, and the bytes to keep, which are what was sent but for SVG."""

    mime: str
    content: bytes


def checked(sent: bytes) -> Checked:
    """The file that these bytes are. Raises Refused(InvalidInput) when they are none that is taken, or not whole."""
    if not sent:
        raise invalid("file", "is empty")
    if len(sent) > MOST_BYTES:
        raise invalid("file", f"must not be larger than {MOST_BYTES // 1024 // 1024} MiB")
    if sent.startswith(_PNG):
        images.check_png(sent)
        return Checked("image/png", sent)
    if sent.startswith(_JPEG):
        images.check_jpeg(sent)
        return Checked("image/jpeg", sent)
    if sent.startswith(_PDF):
        pdf.check(sent)
        return Checked("application/pdf", sent)
    if _is_markup(sent):
        return Checked("image/svg+xml", svg_sanitiser.stripped(sent))
    raise _unknown()


def _is_markup(sent: bytes) -> bool:
    begun = sent[:1024]
    for mark in _MARKS:
        begun = begun.removeprefix(mark)
    return begun.lstrip(b" \t\r\n\0").startswith(b"<")


def _unknown() -> DomainError:
    return invalid("file", "must be a PNG, JPEG, SVG or PDF")
