"""Bounds of what inspecting a file costs: hostile files are refused early, and large honest ones are accepted."""

import base64
import time
from collections.abc import Callable

import pytest

from tests.app.files import hostile_fixtures as hostile
from tests.app.files.artwork_fixtures import image, sanitised
from triplicate.app.files.content import images, markup_bounds, svg_sanitiser
from triplicate.app.files.content.css_sanitiser import MAX_DELIMITERS
from triplicate.app.files.content.sniff import inspect
from triplicate.core.failures import DomainError, InvalidInput

MAX_CPU_S = 2.0
"""Each of these files took 1.4 to 30 s before there were bounds."""
Make = Callable[[], bytes]


def reason(content: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(DomainError) as refused:
        inspect(content)
    assert isinstance(refused.value.failure, InvalidInput)
    return refused.value.failure.problems[0].reason


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (hostile.attributes_in_one_tag, "must not have more than 500 attributes in one tag"),
        (hostile.many_attributes, "must not have more than 1000000 attributes"),
        (hostile.default_attributes, "must not have more than 500 attributes in one tag"),
        (lambda: hostile.default_attributes(500), "must not have more than 1000000 attributes"),
        (hostile.embedded_images, "must not embed more than 2000 images"),
        (hostile.embedded_chunks, "has too many chunks or markers in its embedded images"),
        (hostile.spaced_base64, "has an embedded image that is an incomplete PNG: it does not end with an IEND chunk"),
        (hostile.style_rules, "contains too many styles"),
        (hostile.nested_brackets, "contains too many styles"),
        (lambda: hostile.empty_markup(b"<!---->", 2_800_000), "must not have more than 500000 tags"),
        (lambda: hostile.empty_markup(b"<?a?>", 4_000_000), "must not have more than 500000 tags"),
        (lambda: hostile.empty_markup(b"<![CDATA[]]>", 1_600_000), "must not have more than 500000 tags"),
        (hostile.long_tag, "has a tag that is too long"),
        (hostile.png_chunks, "must not have more than 50000 chunks"),
        (hostile.jpeg_segments, "must not have more than 50000 markers"),
        (lambda: hostile.jpeg_segments(b"\xff\xd0", 9_000_000), "must not have more than 50000 markers"),
        (lambda: hostile.jpeg_segments(b"\xff", 18_000_000), "must not have more than 50000 markers"),
        (lambda: hostile.jpeg_segments(b"x", 18_000_000), "must not have more than 50000 markers"),
        (lambda: hostile.jpeg_segments(b"\xff\xf0\xff\xff", 4_000_000), "must not have more than 50000 markers"),
    ],
)
def test_a_hostile_file_is_refused_early(make: Make, expected: str) -> None:
    content = make()
    started = time.process_time()
    assert reason(content) == expected
    assert time.process_time() - started < MAX_CPU_S


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_bounds_hold_in_every_encoding(encoding: str) -> None:
    """A character of UTF-16 may have the byte of a quote in it, which is none."""
    tag = "<rect " + " ".join(f'a{index}="\u2200\u3e00"' for index in range(501)) + "/>"
    content = ('<svg xmlns="http://www.w3.org/2000/svg">' + tag + "</svg>").encode(encoding)
    assert reason(content) == "must not have more than 500 attributes in one tag"
    honest = (
        '<svg xmlns="http://www.w3.org/2000/svg"><text id="\u2200">' + "\u2200\u3c00" * 99 + "</text></svg>"
    ).encode(encoding)
    assert inspect(honest).mime == "image/svg+xml"


def test_quotes_outside_of_tags_are_text() -> None:
    inner = b"<text>it's</text><!-- don't <rect ' --><desc>\"</desc><?a '?><text><![CDATA[<'>]]></text>" * 3
    rect = b"<rect " + b" ".join(b"data-a%d='\"<>\"'" % index for index in range(499)).replace(b"<", b"&lt;") + b"/>"
    assert sanitised(hostile.OPEN + inner + rect + inner + hostile.CLOSE).count(b"data-a") == 499


@pytest.mark.slow
def test_files_at_the_bounds_are_accepted() -> None:
    drawing = hostile.OPEN + b'<path d="M0 0" fill="red" id="a" class="b"/>' * (svg_sanitiser.MAX_ELEMENTS - 1)
    assert len(sanitised(drawing + hostile.CLOSE)) > 4_000_000
    repeated = b'<g fill="url(#a)" style="stroke:url(#b);opacity:calc(1)"/>' * (svg_sanitiser.MAX_ELEMENTS - 1)
    assert sanitised(hostile.OPEN + repeated + hostile.CLOSE).count(b'"stroke:url(#b);opacity:calc(1)"') == 99_999
    assert inspect(hostile.attributes_in_one_tag(markup_bounds.MAX_ATTRIBUTES_PER_TAG - 1))
    assert inspect(hostile.embedded_images(svg_sanitiser.MAX_IMAGES))
    assert inspect(hostile.style_rules(1, MAX_DELIMITERS // 4 - 1))
    assert inspect(hostile.png_chunks(images.MAX_PARTS - 10))
    assert inspect(hostile.jpeg_segments(number=images.MAX_PARTS - 10))


def test_a_large_embedded_image_is_accepted() -> None:
    """In one tag of millions of bytes, with line breaks as programs write them."""
    encoded = base64.encodebytes(image(size=(2000, 2000), compress_level=0))
    assert len(encoded) > 16_000_000
    content = hostile.OPEN + b'<image href="data:image/png;base64,' + encoded + b'"/>' + hostile.CLOSE
    assert inspect(content).mime == "image/svg+xml"
