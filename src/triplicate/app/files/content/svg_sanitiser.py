"""SVG: a drawing, not a document. What runs, listens or loads is left out, and what is left is written anew.

Only the words of `vocabulary` are kept. An address may lead to a part of the same file (`#…`), and that of a picture
may hold a PNG or JPEG (`data:`), which is decoded like any other; every other address is left out, also a relative one.
Entities are refused, so that nothing grows while it is read; a document type is left out, and nothing fetched for it.
"""

import binascii
import re
from base64 import b64decode
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from triplicate.app.files.content import images, svg_allowlist
from triplicate.app.files.content.css_sanitiser import Styles, is_inside
from triplicate.core.failures import DomainError, invalid

MOST_ELEMENTS = 100_000
DEEPEST = 100
_PICTURE = re.compile(r"data:image/(png|jpe?g);base64,(.*)", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]+")


def stripped(content: bytes) -> bytes:
    """The drawing without what runs, listens or loads, in UTF-8. Raises Refused(InvalidInput) when it is none, cannot
    be read, or is too large in some other way than its size."""
    parser = XMLParser(target=_Stripper(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
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
        told = f": line {error.position[0]}" if isinstance(error, ParseError) else ""
        raise invalid("file", f"is markup, but no SVG that can be read{told}") from None
    except RecursionError:
        raise invalid("file", "has styles in it that are nested too deep") from None


class _Stripper:
    """Builds a tree of what may be kept, as the parser goes through the text."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._styles = Styles()
        self._style: list[str] | None = None
        self._elements = self._depth = self._left_out = self._pixels = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._elements += 1
        self._depth += 1
        name = _local(tag)
        self._bound(name)
        if self._left_out or self._style is not None or name not in svg_allowlist.ELEMENTS:
            self._left_out += 1
            return
        self._tree.start(name, dict(self._kept(name, attributes)))
        if name == "style":
            self._style = []

    def _bound(self, name: str) -> None:
        if self._depth == 1 and name != "svg":
            raise invalid("file", "must be a PNG, JPEG, SVG or PDF: it is some other markup")
        if self._elements > MOST_ELEMENTS:
            raise invalid("file", f"must not have more than {MOST_ELEMENTS} elements")
        if self._depth > DEEPEST:
            raise invalid("file", f"must not be nested deeper than {DEEPEST} levels")

    def data(self, text: str) -> None:
        """Text, of which a piece comes at a time."""
        if self._left_out:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self._tree.data(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        if self._left_out:
            self._left_out -= 1
            return
        if self._style is not None:
            self._tree.data(self._styles.sheet("".join(self._style)))
            self._style = None
        self._tree.end(_local(tag))

    def close(self) -> Element:
        """The drawing."""
        return self._tree.close()

    def _kept(self, element: str, attributes: dict[str, str]) -> list[tuple[str, str]]:
        named = [(svg_allowlist.PREFIXED.get(name, name), value) for name, value in attributes.items()]
        kept = [(name, self._value(element, name, value)) for name, value in named]
        return [(name, value) for name, value in kept if value is not None]

    def _value(self, element: str, name: str, value: str) -> str | None:
        """What is kept of an attribute's value; None where it is left out."""
        if name in ("href", "xlink:href"):
            return value if self._leads_nowhere(element, value) else None
        if name == "style":
            return self._styles.declarations(value) or None
        if name in svg_allowlist.PAINTS:
            return value if self._styles.is_local(value) else None
        known = name in svg_allowlist.ATTRIBUTES or name in svg_allowlist.PREFIXED.values()
        return value if known or name.startswith(("aria-", "data-")) else None

    def _leads_nowhere(self, element: str, address: str) -> bool:
        """Whether an address stays in the file; a picture that lies in it must be a whole one."""
        if is_inside(address):
            return True
        picture = _PICTURE.fullmatch(address.strip())
        if picture is None or element not in svg_allowlist.PICTURES:
            return False
        self._pixels += _pixels(picture[1].lower() == "png", picture[2])
        if self._pixels > images.MOST_PIXELS:
            raise invalid("file", "has too many pixels in the pictures in it")
        return True


def _local(tag: str) -> str:
    """The local name of an SVG element; empty for an element of another language."""
    namespace, _, name = tag.rpartition("}")
    return name if namespace == "{" + svg_allowlist.SVG else ""


def _pixels(is_png: bool, encoded: str) -> int:
    try:
        content = b64decode(_SPACE.sub("", encoded), validate=True)
        return images.check_png(content) if is_png else images.check_jpeg(content)
    except binascii.Error:
        raise invalid("file", "has a picture in it that is not base64") from None
    except DomainError as refused:
        raise _within(refused) from None


def _within(refused: DomainError) -> DomainError:
    told = "; ".join(problem.reason for problem in getattr(refused.failure, "problems", ()))
    return invalid("file", f"has a picture in it that {told}")
