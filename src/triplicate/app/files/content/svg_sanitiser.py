"""Sanitises SVG: what runs, listens or loads is removed, and the rest is serialised anew.

Only what `svg_allowlist` lists is kept. A URL may refer to a part of the same file (`#…`), and that of an image may
embed a PNG or JPEG (`data:`), which is decoded like any other; every other URL is removed, also a relative one.
Entities are refused, so that nothing grows while it is read; a document type is removed, and nothing fetched for it.
"""

import binascii
import re
from base64 import b64decode
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from triplicate.app.files.content import images, markup_bounds, svg_allowlist
from triplicate.app.files.content.css_sanitiser import CssSanitiser, is_fragment
from triplicate.core.failures import DomainError, invalid

MAX_ELEMENTS = 100_000
MAX_DEPTH = 100
MAX_IMAGES = 2_000
"""Embedded images; together they may have the pixels and parts of one."""
_DATA_URL = re.compile(r"data:image/(png|jpe?g);base64,(.*)", re.IGNORECASE | re.DOTALL)
_SPACE = b" \t\r\n"
_OUT_OF_MEMORY = errors.codes[errors.XML_ERROR_NO_MEMORY]


def sanitise(content: bytes) -> bytes:
    """The drawing without what runs, listens or loads, in UTF-8.

    Raises DomainError(InvalidInput) when it is not an SVG, is malformed, or exceeds a bound; MemoryError.
    """
    markup_bounds.check(content)
    parser = XMLParser(target=_Sanitiser(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
        root.set("xmlns", svg_allowlist.SVG)
        if any("xlink:href" in element.attrib for element in root.iter()):
            root.set("xmlns:xlink", svg_allowlist.XLINK)
        text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return text
    except DefusedXmlException:
        raise invalid("file", "must not define entities, or load anything") from None
    except (ParseError, UnicodeError, LookupError, ValueError) as error:
        if isinstance(error, ParseError) and error.code == _OUT_OF_MEMORY:
            raise MemoryError from error
        place = f": line {error.position[0]}" if isinstance(error, ParseError) else ""
        raise invalid("file", f"is a malformed SVG{place}") from None
    except RecursionError:
        raise invalid("file", "contains styles that are nested too deeply") from None


class _Sanitiser:
    """Builds the tree of what is kept while the parser reads the text."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._css = CssSanitiser()
        self._style: list[str] | None = None
        self._elements = self._attributes = self._depth = self._depth_removed = 0
        self._images = self._pixels = self._parts = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """The start of an element."""
        self._elements += 1
        self._attributes += len(attributes)
        self._depth += 1
        name = _local_name(tag)
        self._check_bounds(name)
        if self._depth_removed or self._style is not None or name not in svg_allowlist.ELEMENTS:
            self._depth_removed += 1
            return
        self._tree.start(name, dict(self._sanitised(name, attributes)))
        if name == "style":
            self._style = []

    def _check_bounds(self, name: str) -> None:
        if self._depth == 1 and name != "svg":
            raise invalid("file", "must be a PNG, JPEG, SVG or PDF: it is other markup")
        if self._elements > MAX_ELEMENTS:
            raise invalid("file", f"must not have more than {MAX_ELEMENTS} elements")
        if self._attributes > markup_bounds.MAX_ATTRIBUTES:  # a document type may add some to every tag
            raise invalid("file", f"must not have more than {markup_bounds.MAX_ATTRIBUTES} attributes")
        if self._depth > MAX_DEPTH:
            raise invalid("file", f"must not be nested deeper than {MAX_DEPTH} levels")

    def data(self, text: str) -> None:
        """A part of a text."""
        if self._depth_removed:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self._tree.data(text)

    def end(self, tag: str) -> None:
        """The end of an element."""
        self._depth -= 1
        if self._depth_removed:
            self._depth_removed -= 1
            return
        if self._style is not None:
            self._tree.data(self._css.style_sheet("".join(self._style)))
            self._style = None
        self._tree.end(_local_name(tag))

    def close(self) -> Element:
        """The root element."""
        return self._tree.close()

    def _sanitised(self, element: str, attributes: dict[str, str]) -> list[tuple[str, str]]:
        """The attributes that are kept of an element, with their sanitised values."""
        names = [(svg_allowlist.PREFIXED.get(name, name), value) for name, value in attributes.items()]
        values = [(name, self._value(element, name, value)) for name, value in names]
        return [(name, value) for name, value in values if value is not None]

    def _value(self, element: str, name: str, value: str) -> str | None:
        """The sanitised value of an attribute; None where the attribute is removed."""
        if name in ("href", "xlink:href"):
            return value if self._is_safe_url(element, value) else None
        if name == "style":
            return self._css.declarations(value) or None
        if name in svg_allowlist.PAINTS:
            return value if self._css.is_local(value) else None
        is_listed = name in svg_allowlist.ATTRIBUTES or name in svg_allowlist.PREFIXED.values()
        return value if is_listed or name.startswith(("aria-", "data-")) else None

    def _is_safe_url(self, element: str, url: str) -> bool:
        """Whether a URL refers to nothing outside the file; an image embedded in it must be complete."""
        if is_fragment(url):
            return True
        match = _DATA_URL.fullmatch(url.strip())
        if match is None or element not in svg_allowlist.IMAGES:
            return False
        self._spend(match[1].lower() == "png", match[2])
        return True

    def _spend(self, is_png: bool, encoded: str) -> None:
        """Checks an embedded image, and that all of them are within bounds together."""
        self._images += 1
        if self._images > MAX_IMAGES:
            raise invalid("file", f"must not embed more than {MAX_IMAGES} images")
        size = _check_embedded(is_png, encoded)
        self._pixels += size.pixels
        self._parts += size.parts
        if self._pixels > images.MAX_PIXELS:
            raise invalid("file", "has too many pixels in its embedded images")
        if self._parts > images.MAX_PARTS:
            raise invalid("file", "has too many chunks or markers in its embedded images")


def _local_name(tag: str) -> str:
    """The local name of an SVG element; empty for an element of another namespace."""
    namespace, _, name = tag.rpartition("}")
    return name if namespace == "{" + svg_allowlist.SVG else ""


def _check_embedded(is_png: bool, encoded: str) -> images.Size:
    try:
        content = b64decode(encoded.encode("ascii").translate(None, _SPACE), validate=True)
        return images.check_png(content) if is_png else images.check_jpeg(content)
    except binascii.Error:
        raise invalid("file", "has an embedded image that is not valid base64") from None
    except DomainError as refused:
        raise _embedded(refused) from None


def _embedded(refused: DomainError) -> DomainError:
    """The refusal of a file because of an image in it."""
    reason = "; ".join(problem.reason for problem in getattr(refused.failure, "problems", ()))
    return invalid("file", f"has an embedded image that {reason}")
