"""Sample artwork: images of every accepted kind, malformed ones, and the parts to build them."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

from triplicate.app.files.content import sniff

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#222" /></svg>'
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"


def image(kind: str = "PNG", size: tuple[int, int] = (4, 3), mode: str = "RGB", colour: int = 0, **more: Any) -> bytes:
    """A picture of one colour; another colour is another picture."""
    made = BytesIO()
    Image.new(mode, size, colour).save(made, kind, **more)
    return made.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_claiming_size(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG, a few bytes long, that claims to be so large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(pixels)
    return PNG_SIGNATURE + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


def png_of_size(size: int, seed: int = 1) -> bytes:
    """A whole PNG of exactly so many bytes: a small picture, and random words in a part that nobody looks at."""
    plain = image(colour=seed)
    head, rest = plain[:33], plain[33:]
    return head + png_chunk(b"teSt", bytes([seed]) * (size - len(plain) - 12)) + rest


def sanitised(drawing: bytes) -> bytes:
    """What is kept of a drawing."""
    artwork = sniff.inspect(drawing)
    assert artwork.mime == "image/svg+xml"
    assert artwork.sanitised is not None
    return artwork.sanitised
