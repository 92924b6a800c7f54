"""SVG sanitiser: scripts, event handlers and external references are removed; drawing elements are kept."""

import base64
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.files.artwork_fixtures import image, png_claiming_size, sanitised
from triplicate.app.files.content.css_sanitiser import MAX_CHARACTERS, MAX_CHARACTERS_AT_ONCE
from triplicate.app.files.content.sniff import inspect
from triplicate.core.failures import DomainError, InvalidInput

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
LINK = "{http://www.w3.org/1999/xlink}href"
INSIDE = "data:image/png;base64," + base64.b64encode(image("PNG")).decode()


def kept(inner: str, before: str = "", attributes: str = "") -> str:
    """What is kept of a drawing with this in it."""
    content = sanitised(f"{before}<svg {NAMES} {attributes}>{inner}</svg>".encode())
    ElementTree.fromstring(content)
    return content.decode()


def why_not(content: str | bytes) -> str:
    """Why a drawing is refused."""
    with pytest.raises(DomainError) as refused:
        inspect(content.encode() if isinstance(content, str) else content)
    assert isinstance(refused.value.failure, InvalidInput)
    return refused.value.failure.problems[0].reason


def test_what_draws_is_still_there() -> None:
    drawing = (
        '<defs><linearGradient id="g" spreadMethod="pad"><stop offset="0" stop-color="#123456" /></linearGradient>'
        '<clipPath id="c"><circle r="1" /></clipPath><filter id="f"><feGaussianBlur stdDeviation="2" /></filter></defs>'
        '<g clip-path="url(#c)" style="filter:url(#f)"><path d="M0 0L9 9" fill="url(#g)" transform="rotate(3)" /></g>'
        '<text x="1" font-family="DejaVu Sans">a <tspan dy="2">b</tspan> c</text><use href="#g" />'
    )
    assert drawing in kept(drawing, attributes='viewBox="0 0 9 9"')
    assert 'viewBox="0 0 9 9"' in kept("", attributes='viewBox="0 0 9 9"')


@pytest.mark.parametrize(
    "attribute",
    """alignment-baseline baseline-shift clip-path clip-rule color-interpolation color-interpolation-filters direction
    dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font-family font-size font-style
    font-variant font-weight glyph-orientation-vertical image-rendering letter-spacing lighting-color marker-end
    marker-mid marker-start mask opacity overflow pointer-events shape-rendering stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering unicode-bidi visibility word-spacing writing-mode""".split(),
)
def test_presentation_attributes_of_svg_are_kept(attribute: str) -> None:
    assert f'{attribute}="inherit"' in kept(f'<path {attribute}="inherit" />')


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<script href='https://evil.example/x.js'/>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<g><script>alert(1)</script></g>",
        "<rect onload='alert(1)' onclick='alert(1)' ONERROR='alert(1)'/>",
        "<foreignObject><div xmlns='http://www.w3.org/1999/xhtml' onclick='alert(1)'>alert</div></foreignObject>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a xlink:href=' jAvAsCrIpT:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<a><animate attributeName='href' values='javascript:alert(1)'/></a>",
        "<a><set attributeName='onclick' to='alert(1)'/></a>",
        "<handler xmlns:ev='http://www.w3.org/2001/xml-events' ev:event='click'>alert(1)</handler>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
        "<iframe srcdoc='alert(1)'/><embed src='alert'/><object data='alert'/>",
        "<!-- alert --><?xml-stylesheet href='alert.css'?>",
        "<image href='data:text/html,alert(1)'/><image href='data:image/svg+xml;base64,YWxlcnQ='/>",
        "<use href='data:image/svg+xml;base64,YWxlcnQ=#alert'/>",
        "<metadata>alert</metadata>",
        "<unknown>alert<g>alert</g></unknown>",
        "<rect style='behavior:url(alert.htc)'/>",
        "<style><![CDATA[rect{}</style><script>alert(1)</script>{}]]></style>",
    ],
)
def test_what_runs_is_gone(inner: str) -> None:
    told = kept(inner)
    for word in ("alert", "script", "onload", "onclick", "onerror", "foreign", "YWxlcnQ"):
        assert word not in told.lower(), told


@pytest.mark.parametrize(
    "address", ["https://evil.example/x", "//evil.example/x", "/evil", "evil.svg#a", "file:///evil"]
)
@pytest.mark.parametrize(
    "inner",
    [
        "<image href='{}'/>",
        "<image xlink:href='{}'/>",
        "<image href=' {} '/>",
        "<use href='{}'/>",
        "<a href='{}'>x</a>",
        "<feImage href='{}'/>",
        "<textPath href='{}'>x</textPath>",
        "<linearGradient xlink:href='{}'/>",
        "<rect fill='url({})'/>",
        "<rect fill=\"url('{}') red\"/>",
        "<rect filter='url(#a) url({})'/>",
        "<rect style='fill:url({})'/>",
        "<rect style='fill:u\\72l({})'/>",
        "<rect style='--x:url({});fill:var(--x)'/>",
        "<style>rect{{fill:url({})}}</style>",
        "<style>rect{{fill:image('{}')}}</style>",
        "<style>rect{{fill:image-set('{}' 1x)}}</style>",
        "<style>rect{{fill:calc(url({}))}}</style>",
        "<style>@import '{}'; rect{{}}</style>",
        "<style>@import url({});</style>",
        "<style>@font-face{{src:url({})}}</style>",
        "<style>@media all{{rect{{fill:url({})}}}}</style>",
        "<style>rect{{g{{fill:url({})}}}}</style>",
        "<style>@namespace '{}';</style>",
        "<g xml:base='{}'><use href='#a'/></g>",
        "<image src='{}'/><rect data='{}'/>",
        "<a ping='{}' href='#a'>x</a>",
    ],
)
def test_what_leads_outside_is_gone(inner: str, address: str) -> None:
    assert "evil" not in kept(inner.format(address, address))


def test_what_leads_to_a_part_of_itself_stays() -> None:
    told = kept(
        "<style>.a { fill: url( '#g' ); stroke: rgb(1, 2, 3) } @import 'x'; b > c{color:red;src:url(x)}</style>"
        "<use xlink:href='#a'/><rect style='fill:url(#g);stroke:url(x)' mask='url(\"#m\")'/>"
    )
    root = ElementTree.fromstring(told)
    style, use, rect = root
    assert re.sub(r"\s", "", style.text or "") == '.a{fill:url("#g");stroke:rgb(1,2,3)}b>c{color:red}'
    assert use.attrib == {LINK: "#a"}
    assert rect.attrib == {"style": "fill:url(#g)", "mask": 'url("#m")'}


def test_a_picture_that_lies_in_it_stays() -> None:
    assert f'href="{INSIDE}"' in kept(f"<image href='{INSIDE}'/>")
    jpeg = "data:image/jpg;base64," + base64.b64encode(image("JPEG")).decode()
    assert f'xlink:href="{jpeg}"' in kept(f"<image xlink:href='{jpeg}'/>")
    assert "data:" not in kept(f"<use href='{INSIDE}'/>")


@pytest.mark.parametrize(
    "content", [b"no picture", image("JPEG"), image("PNG")[:40], png_claiming_size(30_000, 30_000)]
)
def test_a_picture_in_it_is_looked_at_like_any_other(content: bytes) -> None:
    """Leaving it out would print something else than what was drawn."""
    address = "data:image/png;base64," + base64.b64encode(content).decode()
    assert why_not(f"<svg {NAMES}><image href='{address}'/></svg>").startswith("has an embedded image that ")


def test_pictures_in_it_do_not_have_more_pixels_together_than_one_may() -> None:
    large = "data:image/png;base64," + base64.b64encode(image("PNG", size=(5000, 5000), mode="1")).decode()
    element = f"<image href='{large}'/>"
    kept(element * 2)
    assert why_not(f"<svg {NAMES}>{element * 3}</svg>") == "has too many pixels in its embedded images"


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "x">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY % a SYSTEM "http://evil.example/x.dtd"> %a;',
        '<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
    ],
)
def test_entities_are_refused(entities: str) -> None:
    content = f"<!DOCTYPE svg [{entities}]><svg {NAMES}><text>x</text></svg>"
    assert why_not(content) == "must not define entities, or load anything"


def test_the_document_type_that_drawing_programs_write_is_left_out() -> None:
    usual = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    told = kept("<text>x</text>", before='<?xml version="1.0"?>' + usual)
    assert "DOCTYPE" not in told
    assert "<text>x</text>" in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_are_read_and_utf_8_is_written(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<svg {NAMES}><text>é</text></svg>'
    assert "<text>é</text>" in sanitised(text.encode(encoding)).decode("utf-8")


@pytest.mark.parametrize("content", ["<", "<svg", "<svg/", f"<svg {NAMES}>", f"<svg {NAMES}></g>", f"<svg {NAMES}/>x"])
def test_markup_that_cannot_be_read_is_refused(content: str) -> None:
    assert why_not(content) == "is a malformed SVG: line 1"


@pytest.mark.slow
def test_what_is_too_deep_or_too_much_is_refused() -> None:
    assert why_not(f"<svg {NAMES}>{'<g>' * 100_000}") == "must not be nested deeper than 100 levels"
    assert why_not(f"<svg {NAMES}>{'<g/>' * 100_000}</svg>") == "must not have more than 100000 elements"
    assert why_not(f"<svg {NAMES}><style>a{{b:{'calc(' * 5000}</style></svg>") == (
        "contains styles that are nested too deeply"
    )
    sheet = f"<style>{'a{}' * 400_000}</style>"
    assert len(sheet) > MAX_CHARACTERS_AT_ONCE
    assert why_not(f"<svg {NAMES}>{sheet}</svg>") == "contains too many styles"


def test_styles_are_counted_through_the_whole_file() -> None:
    sheet = f"<style>{'x' * (MAX_CHARACTERS_AT_ONCE - 100)}</style>"
    assert "<style />" in kept(sheet)
    too_many = MAX_CHARACTERS // MAX_CHARACTERS_AT_ONCE + 1
    assert why_not(f"<svg {NAMES}>{sheet * too_many}</svg>") == "contains too many styles"


PIECES = [
    "<g id='a'>", "</g>", "<rect fill='url(#a)'/>", "<script>", "</script>", "x", "&lt;", "<style>", "</style>",
    "a{fill:url(#b)}", "@import 'x';", "<use href='#a'/>", "<text>", "</text>", "<image href='/x'/>", "<!-- c -->",
]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_is_kept_is_kept_as_it_is_the_next_time(pieces: list[str]) -> None:
    """So that a file that was downloaded and is uploaded again is the same file."""
    try:
        once = sanitised(f"<svg {NAMES}>{''.join(pieces)}</svg>".encode())
    except DomainError:
        return
    assert sanitised(once) == once
    assert b"script" not in once
