"""Pictures: PNG and JPEG, decoded as a whole to see that they can be, unless they would take too much room or time."""

import warnings
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from triplicate.core.failures import DomainError, invalid

MOST_PIXELS = 50_000_000
MOST_SCANS = 100
"""Scans of a JPEG. Each means a walk over all pixels and may take but some fifty bytes; real ones have about ten."""
_PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
_SCAN = b"\xff\xda"
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # pictures that large are refused below
_TOO_MANY = f"must not have more than {MOST_PIXELS // 1_000_000} million pixels"


def check_png(content: bytes) -> int:
    """The number of pixels of a PNG; raises Refused(InvalidInput) when it is damaged, cut off, goes on after its end,
    or is too large. Of an animated one, the first picture counts."""
    if not content.endswith(_PNG_END):
        raise invalid("file", "is not a whole PNG: it does not end where a PNG ends")
    return _decode(content, "PNG")


def check_jpeg(content: bytes) -> int:
    """The number of pixels of a JPEG; raises Refused(InvalidInput) when it is damaged, cut off or too large.

    Cameras put all sorts of things after its end, further pictures among them.
    """
    if content.count(_SCAN) > MOST_SCANS:
        raise invalid("file", f"must not have more than {MOST_SCANS} scans")
    return _decode(content, "JPEG")


def _decode(content: bytes, kind: str) -> int:
    try:
        pixels = _opened(content, kind, lambda picture: picture.verify())
        _opened(content, kind, lambda picture: picture.load())
    except Image.DecompressionBombError:
        raise invalid("file", _TOO_MANY) from None
    except (DomainError, MemoryError):
        raise
    except Exception:  # a decoder may stumble over bytes in any way
        raise invalid("file", f"is a damaged {kind}: it cannot be decoded") from None
    if pixels < 1:
        raise invalid("file", f"is a {kind} without a pixel")
    return pixels


def _opened(content: bytes, kind: str, look: Callable[[Image.Image], object]) -> int:
    """The number of pixels of a picture that is opened for one look: at its check sums, or at every pixel."""
    with Image.open(BytesIO(content), formats=(kind,)) as picture:
        pixels = picture.width * picture.height
        if pixels > MOST_PIXELS:
            raise invalid("file", _TOO_MANY)
        look(picture)
    return pixels
