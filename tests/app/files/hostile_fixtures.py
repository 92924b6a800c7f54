"""Files that cost more than their size lets expect: each was accepted once, and kept a core busy for seconds."""

import base64

from tests.app.files.artwork_fixtures import image, png_chunk

OPEN = b'<svg xmlns="http://www.w3.org/2000/svg">'
CLOSE = b"</svg>"


def attributes_in_one_tag(number: int = 900_000) -> bytes:
    """A tag with so many attributes."""
    names = b" ".join(b'a%d=""' % index for index in range(number))
    return OPEN + b"<rect " + names + b"/>" + CLOSE


def many_attributes(elements: int = 20_000) -> bytes:
    """So many tags with a hundred attributes each."""
    names = b" ".join(b'a%d=""' % index for index in range(100))
    return OPEN + (b"<g " + names + b"/>") * elements + CLOSE


def default_attributes(each: int = 2_000, elements: int = 20_000) -> bytes:
    """A document type that gives every tag so many attributes."""
    names = b" ".join(b'a%d CDATA "x"' % index for index in range(each))
    return b"<!DOCTYPE svg [<!ATTLIST rect " + names + b">]>" + OPEN + b"<rect/>" * elements + CLOSE


def embedded_images(number: int = 80_000) -> bytes:
    """So many tiny images in one drawing."""
    tiny = base64.b64encode(image(size=(1, 1)))
    return OPEN + (b'<image href="data:image/png;base64,' + tiny + b'"/>') * number + CLOSE


def embedded_chunks(images: int = 3) -> bytes:
    """Images that are within bounds, but not together."""
    encoded = base64.b64encode(png_chunks(20_000))
    return OPEN + (b'<image href="data:image/png;base64,' + encoded + b'"/>') * images + CLOSE


def spaced_base64(size: int = 9_900_000) -> bytes:
    """An embedded image with a space after each character."""
    return OPEN + b'<image href="data:image/png;base64,' + b"A " * size + b'"/>' + CLOSE


def style_rules(sheets: int = 4, rules: int = 94_000) -> bytes:
    """Style sheets of short rules."""
    return OPEN + (b"<style>" + b"a{fill:red}" * rules + b"</style>") * sheets + CLOSE


def nested_brackets() -> bytes:
    """A style whose values are deeply nested."""
    return OPEN + b"<style>a{" + (b"[" * 80 + b"]" * 80) * 5000 + b"}</style>" + CLOSE


def empty_markup(markup: bytes, number: int) -> bytes:
    """Many comments, processing instructions or CDATA sections with nothing in them."""
    return OPEN + b"<text>" + markup * number + b"</text>" + CLOSE


def long_tag(size: int = 10_000_000) -> bytes:
    """A tag with a name of so many letters."""
    return OPEN + b"<" + b"a" * size + b"/>" + CLOSE


def png_chunks(number: int = 1_600_000) -> bytes:
    """A PNG with so many empty chunks."""
    plain = image()
    return plain[:33] + png_chunk(b"teSt", b"") * number + plain[33:]


def jpeg_segments(segment: bytes = b"\xff\xe5\0\2", number: int = 4_900_000) -> bytes:
    """A JPEG with so many segments, markers or fill bytes before its pixels."""
    plain = image("JPEG")
    return plain[:20] + segment * number + plain[20:]
