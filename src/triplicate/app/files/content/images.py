"""Images: PNG and JPEG, decoded completely to prove that they can be, within bounds on memory and time."""

import warnings
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

from PIL import Image, JpegImagePlugin

from triplicate.core.failures import DomainError, invalid

MAX_PIXELS = 50_000_000
MAX_SCANS = 100
"""Scans of a JPEG. Each is a pass over all pixels and may take but some fifty bytes; real files have about ten."""
MAX_PARTS = 50_000
"""Chunks of a PNG, or markers of a JPEG before its pixels. Reading one takes up to 15 µs, and four to twelve bytes."""
_PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
_SCAN = b"\xff\xda"
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # images that large are refused below
_TOO_MANY_PIXELS = f"must not have more than {MAX_PIXELS // 1_000_000} million pixels"


class Size(NamedTuple):
    """What inspecting an image costs: its pixels, and its chunks or markers."""

    pixels: int
    parts: int


def check_png(content: bytes) -> Size:
    """The size of a PNG; raises DomainError(InvalidInput) when it is damaged, cut off, followed by other data, or too
    large. Of an animation, the first image counts."""
    if not content.endswith(_PNG_END):
        raise invalid("file", "is an incomplete PNG: it does not end with an IEND chunk")
    chunks = _count_chunks(content)
    if chunks > MAX_PARTS:
        raise invalid("file", f"must not have more than {MAX_PARTS} chunks")
    return Size(_decode(content, "PNG"), chunks)


def check_jpeg(content: bytes) -> Size:
    """The size of a JPEG; raises DomainError(InvalidInput) when it is damaged, cut off or too large.

    Cameras append data of all sorts, further images among them, so that what follows its end is not inspected.
    """
    if content.count(_SCAN) > MAX_SCANS:
        raise invalid("file", f"must not have more than {MAX_SCANS} scans")
    markers = _count_markers(content)
    if markers > MAX_PARTS:
        raise invalid("file", f"must not have more than {MAX_PARTS} markers")
    return Size(_decode(content, "JPEG"), markers)


def _count_chunks(content: bytes) -> int:
    """The number of chunks of a PNG, as far as it is well-formed; the count stops above MAX_PARTS."""
    position, chunks = 8, 0
    while position + 8 <= len(content) and chunks <= MAX_PARTS:
        position += 12 + int.from_bytes(content[position : position + 4], "big")
        chunks += 1
    return chunks


def _count_markers(content: bytes) -> int:
    """The number of steps to the first scan of a JPEG, as Pillow takes them; the count stops above MAX_PARTS.

    Pillow skips bytes between segments one at a time, and knows markers that have no length.
    """
    position, steps = 2, 0
    while position + 4 <= len(content) and steps <= MAX_PARTS:
        steps += 1
        marker = int.from_bytes(content[position : position + 2], "big")
        if marker < 0xFF00 or marker == 0xFFFF:
            position += 1
        elif content.startswith(_SCAN, position):
            break
        elif JpegImagePlugin.MARKER.get(marker, ("", "", None))[2] is None:
            position += 2
        else:
            position += 2 + max(2, int.from_bytes(content[position + 2 : position + 4], "big"))
    return steps


def _decode(content: bytes, kind: str) -> int:
    try:
        pixels = _visit(content, kind, lambda image: image.verify())
        _visit(content, kind, lambda image: image.load())
    except Image.DecompressionBombError:
        raise invalid("file", _TOO_MANY_PIXELS) from None
    except (DomainError, MemoryError):
        raise
    except Exception:  # a decoder may fail in any way on hostile bytes
        raise invalid("file", f"is a damaged {kind}: it cannot be decoded") from None
    if pixels < 1:
        raise invalid("file", f"is a {kind} with no pixels")
    return pixels


def _visit(content: bytes, kind: str, visitor: Callable[[Image.Image], object]) -> int:
    """The number of pixels of an image, after calling `visitor` with it, which checks its checksums or its pixels."""
    with Image.open(BytesIO(content), formats=(kind,)) as image:
        pixels = image.width * image.height
        if pixels > MAX_PIXELS:
            raise invalid("file", _TOO_MANY_PIXELS)
        visitor(image)
    return pixels
