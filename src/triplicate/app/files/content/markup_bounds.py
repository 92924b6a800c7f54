"""Bounds of markup that are checked in one linear pass, before an XML parser sees it.

A parser reads a whole tag before it hands it over, and builds a Python object of each attribute; a bound in its
handlers comes too late. This scan sees what the parser will see: up to the first place that is not well-formed,
quotes delimit values within `<…>` and nowhere else.
"""

import re

from triplicate.core.failures import invalid

MAX_MARKUP = 500_000
"""Start and end tags, declarations, comments, processing instructions and CDATA sections."""
MAX_ATTRIBUTES = 1_000_000
MAX_ATTRIBUTES_PER_TAG = 500
"""Of a tag, and of a declaration in a document type, which may add attributes to every tag."""
MAX_TAG_BYTES = 64 * 1024
"""Of a tag without its quoted values, which may embed images."""
_DELIMITER = re.compile(rb"[<>\"']")
_SECTIONS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))


def check(content: bytes) -> None:
    """Raises DomainError(InvalidInput) when markup exceeds a bound. Whether it is well-formed is not checked."""
    _Scan(_ascii_compatible(content)).run()


class _Scan:
    """One pass over markup in an encoding that contains ASCII."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._markup = self._attributes = 0

    def run(self) -> None:
        """Visits every `<…>`."""
        position = self._text.find(b"<")
        while position >= 0:
            self._markup += 1
            if self._markup > MAX_MARKUP:
                raise invalid("file", f"must not have more than {MAX_MARKUP} tags")
            position = self._next(position)

    def _next(self, position: int) -> int:
        """The position of the `<` after the one at `position`, or -1."""
        for opening, closing in _SECTIONS:
            if self._text.startswith(opening, position):
                end = self._text.find(closing, position + len(opening))
                return -1 if end < 0 else self._text.find(b"<", end + len(closing))
        return self._after_tag(position + 1)

    def _after_tag(self, position: int) -> int:
        """The same for a tag, or a declaration, whose bounds are checked; `position` is behind its `<`."""
        size = attributes = 0
        while (delimiter := _DELIMITER.search(self._text, position)) is not None:
            size += delimiter.start() - position
            if size > MAX_TAG_BYTES:
                break
            if delimiter[0] == b"<":
                return delimiter.start()
            if delimiter[0] == b">":
                return self._text.find(b"<", delimiter.end())
            attributes += 1
            self._count(attributes)
            end = self._text.find(delimiter[0], delimiter.end())
            if end < 0:
                return -1
            position = end + 1
        if size > MAX_TAG_BYTES or len(self._text) - position > MAX_TAG_BYTES:
            raise invalid("file", "has a tag that is too long")
        return -1

    def _count(self, attributes_of_tag: int) -> None:
        self._attributes += 1
        if attributes_of_tag > MAX_ATTRIBUTES_PER_TAG:
            raise invalid("file", f"must not have more than {MAX_ATTRIBUTES_PER_TAG} attributes in one tag")
        if self._attributes > MAX_ATTRIBUTES:
            raise invalid("file", f"must not have more than {MAX_ATTRIBUTES} attributes")


def _ascii_compatible(content: bytes) -> bytes:
    """Markup in UTF-16 as UTF-8, detected as expat does it; any other encoding that expat reads contains ASCII."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[:1] == b"\0":
        encoding = "utf-16-be"
    elif content[1:2] == b"\0":
        encoding = "utf-16-le"
    else:
        return content
    return content.decode(encoding, "replace").encode("utf-8", "replace")
