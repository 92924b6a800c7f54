"""NFC chips: supported types, the content of a piece's chip, and whether the content fits.

A chip stores an NDEF message (`core.catalog.ndef`) and its framing: on an NTAG213 a TLV header of two bytes (four from
255 bytes on), on an NTAG 424 DNA a length of two bytes. A MIFARE Classic 1K has 716 bytes for the message itself.

The link of a dynamic chip is the base URL followed by the number of the piece's record. At each tap an NTAG 424 DNA
mirrors its encrypted UID and a CMAC into the link (secure dynamic messaging); placeholders of zeros reserve the bytes.
"""

import re
from enum import StrEnum
from typing import assert_never

from triplicate.core.catalog import ndef
from triplicate.core.order.line import Nfc


class Chip(StrEnum):
    """The supported types of NFC chip."""

    NTAG213 = "ntag213"
    NTAG424 = "ntag424"
    MIFARE1K = "mifare1k"


class Content(StrEnum):
    """The kind of a chip's content: empty, a link, a text, or a link to a record of its own for each piece."""

    EMPTY = "empty"
    URI = "uri"
    TEXT = "text"
    DYNAMIC = "dynamic"


MAX_RECORD_ID = 9_999_999_999
"""Stands for a record number that is not assigned yet: no record number has more digits."""
LANGUAGE = "en"
_CHIPS: dict[str | None, Chip] = {chip.value: chip for chip in Chip}
_CONTENTS: dict[str | None, Content] = {content.value: content for content in Content}
_CAPACITY = {Chip.NTAG213: 144, Chip.NTAG424: 256, Chip.MIFARE1K: 716}
_NAMES = {Chip.NTAG213: "an NTAG213", Chip.NTAG424: "an NTAG 424 DNA", Chip.MIFARE1K: "a MIFARE Classic 1K"}
_LONG_TLV_BYTES = 255
_URL_JOINERS = ("/", "=", "?", "#", "&")
_MIRROR_PLACEHOLDER = f"picc_data={'0' * 32}&cmac={'0' * 16}"
_URI = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:.+|https?://[^/?#].*", re.IGNORECASE)


def capacity(chip: Chip) -> int:
    """How many bytes a chip has for a message and its framing."""
    return _CAPACITY[chip]


def encoded_size(chip: Chip, message: bytes) -> int:
    """How many of these bytes a message takes; the optional terminator TLV of an NTAG213 is not counted."""
    match chip:
        case Chip.NTAG213:
            return len(message) + (2 if len(message) < _LONG_TLV_BYTES else 4)
        case Chip.NTAG424:
            return len(message) + 2
        case Chip.MIFARE1K:
            return len(message)
        case _:
            assert_never(chip)


def chip_text(chip: Chip | None, nfc: Nfc, record: int) -> str:
    """The content of a piece's chip: a link, a text, or "". `record` is used for dynamic content only."""
    match content_kind(nfc):
        case Content.URI | Content.TEXT:
            return nfc.content or ""
        case Content.DYNAMIC:
            return record_url(chip, nfc.base_url or "", record)
        case _:
            return ""


def message(kind: Content, text: str, language: str = LANGUAGE) -> bytes:
    """The NDEF message with this content; `language` applies to texts only."""
    match kind:
        case Content.EMPTY:
            return b""
        case Content.URI | Content.DYNAMIC:
            return ndef.uri(text)
        case Content.TEXT:
            return ndef.text(text, language.lower())
        case _:
            assert_never(kind)


def record_url(chip: Chip | None, base_url: str, record: int) -> str:
    """The link to a record; for an NTAG 424 DNA with its mirror placeholders, in the query and so before a fragment."""
    url = f"{base_url}{'' if base_url.endswith(_URL_JOINERS) else '/'}{record}"
    if chip is not Chip.NTAG424:
        return url
    base, separator, fragment = url.partition("#")
    return f"{base}{'&' if '?' in base else '?'}{_MIRROR_PLACEHOLDER}{separator}{fragment}"


def content_problem(chip: Chip | None, nfc: Nfc, language: str = LANGUAGE) -> str | None:
    """Why a chip (None: a piece without one) cannot hold this content, as a message; None when it can."""
    kind = content_kind(nfc)
    if kind is None:
        return f"the type must be one of {', '.join(Content)}"
    if kind is Content.EMPTY:
        return None
    if chip is None:
        return f"the model has no NFC chip: the type must be {Content.EMPTY}"
    return _text_problem(kind, nfc) or _size_problem(chip, message(kind, chip_text(chip, nfc, MAX_RECORD_ID), language))


def content_kind(nfc: Nfc) -> Content | None:
    """The kind of content of `nfc`; None when the type is not supported."""
    return _CONTENTS.get(nfc.type)


def parse_chip(kind: str | None) -> Chip | None:
    """The chip type with this name; None when the name is None or not supported."""
    return _CHIPS.get(kind)


def _text_problem(kind: Content, nfc: Nfc) -> str | None:
    if kind is Content.TEXT:
        return None if (nfc.content or "").strip() else "the text must not be empty"
    name, uri = ("base URL", nfc.base_url) if kind is Content.DYNAMIC else ("content", nfc.content)
    if uri and uri.isprintable() and " " not in uri and _URI.fullmatch(uri):
        return None
    return f"the {name} must be an absolute URI without spaces, such as https://example.com/a"


def _size_problem(chip: Chip, message: bytes) -> str | None:
    size, limit = encoded_size(chip, message), capacity(chip)
    return None if size <= limit else f"the content takes {size} bytes, but {_NAMES[chip]} has only {limit}"
