"""Chips: which kinds there are, what each piece's chip is to say, and whether that fits on it.

What lies in a chip is an NDEF message (`core.ndef`) and what the chip needs around it: a header of two bytes (four from
255 bytes on) in the memory of an NTAG213, a length of two bytes in the file of an NTAG 424 DNA. Of a MIFARE Classic 1K
the 716 bytes are what is left for the message itself.

The link of a dynamic chip is the base URL with the number of the piece's record behind it. An NTAG 424 DNA puts its
encrypted identity and a signature into the link at each touch: in their places stand zeros, which take as many bytes.
"""

import re
from enum import StrEnum
from typing import assert_never

from triplicate.core import ndef
from triplicate.core.line import Nfc


class Chip(StrEnum):
    """The kinds of NFC chip that are known here."""

    NTAG213 = "ntag213"
    NTAG424 = "ntag424"
    MIFARE1K = "mifare1k"


class Content(StrEnum):
    """What a chip is to say: nothing, a link, a text, or a link that leads to a record of its own for each piece."""

    EMPTY = "empty"
    URI = "uri"
    TEXT = "text"
    DYNAMIC = "dynamic"


WIDEST_RECORD = 9_999_999_999
"""The number that stands for any record where it is not known yet: none is written with more digits."""
LANGUAGE = "en"
_CAPACITY = {Chip.NTAG213: 144, Chip.NTAG424: 256, Chip.MIFARE1K: 716}
_NAMES = {Chip.NTAG213: "an NTAG213", Chip.NTAG424: "an NTAG 424 DNA", Chip.MIFARE1K: "a MIFARE Classic 1K"}
_LONG_TLV = 255
_ENDINGS = ("/", "=", "?", "#", "&")
_MIRRORED = f"picc_data={'0' * 32}&cmac={'0' * 16}"
_URI = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:.+|https?://[^/?#].*", re.IGNORECASE)


def capacity(chip: Chip) -> int:
    """How many bytes a chip has for a message and what it needs around it."""
    return _CAPACITY[chip]


def occupied(chip: Chip, message: bytes) -> int:
    """How many of these bytes a message takes; the end mark of an NTAG213 is not counted, as it may be left out."""
    match chip:
        case Chip.NTAG213:
            return len(message) + (2 if len(message) < _LONG_TLV else 4)
        case Chip.NTAG424:
            return len(message) + 2
        case Chip.MIFARE1K:
            return len(message)
        case _:
            assert_never(chip)


def said(chip: Chip | None, nfc: Nfc, record: int) -> str:
    """What the chip of a piece says, as text: a link, a text, or nothing. `record` counts for dynamic content."""
    match content(nfc):
        case Content.URI | Content.TEXT:
            return nfc.content or ""
        case Content.DYNAMIC:
            return record_url(chip, nfc.base_url or "", record)
        case _:
            return ""


def message(kind: Content, said: str, language: str = LANGUAGE) -> bytes:
    """The NDEF message that says it; `language` is of texts."""
    match kind:
        case Content.EMPTY:
            return b""
        case Content.URI | Content.DYNAMIC:
            return ndef.uri(said)
        case Content.TEXT:
            return ndef.text(said, language.lower())
        case _:
            assert_never(kind)


def record_url(chip: Chip | None, base_url: str, record: int) -> str:
    """The link to a record, with the places that an NTAG 424 DNA fills in: before a fragment, as no server sees it."""
    url = f"{base_url}{'' if base_url.endswith(_ENDINGS) else '/'}{record}"
    if chip is not Chip.NTAG424:
        return url
    before, mark, fragment = url.partition("#")
    return f"{before}{'&' if '?' in before else '?'}{_MIRRORED}{mark}{fragment}"


def misfit(chip: Chip | None, nfc: Nfc, language: str = LANGUAGE) -> str | None:
    """Why a chip (None: a piece without one) cannot say this, as a person understands it; None when it can."""
    kind = content(nfc)
    if kind is None:
        return f"the type must be one of {', '.join(Content)}"
    if kind is Content.EMPTY:
        return None
    if chip is None:
        return f"the model has no chip that could say anything: the type must be {Content.EMPTY}"
    return _unsayable(kind, nfc) or _too_long(chip, message(kind, said(chip, nfc, WIDEST_RECORD), language))


def content(nfc: Nfc) -> Content | None:
    """What sort of content is asked for; None when it is none that is known here."""
    return Content(nfc.type) if nfc.type in tuple(Content) else None


def chip_of(kind: str | None) -> Chip | None:
    """The chip of a model, by the word for it; None when there is none, or none that is known here."""
    return Chip(kind) if kind in tuple(Chip) else None


def _unsayable(kind: Content, nfc: Nfc) -> str | None:
    if kind is Content.TEXT:
        return None if (nfc.content or "").strip() else "the text must not be empty"
    name, uri = ("base URL", nfc.base_url) if kind is Content.DYNAMIC else ("content", nfc.content)
    if uri and uri.isprintable() and " " not in uri and _URI.fullmatch(uri):
        return None
    return f"the {name} must be a whole URI such as https://example.com/a, without spaces"


def _too_long(chip: Chip, message: bytes) -> str | None:
    taken, room = occupied(chip, message), capacity(chip)
    return None if taken <= room else f"the content takes {taken} bytes, and {_NAMES[chip]} has {room}"
