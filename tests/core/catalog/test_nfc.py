"""NFC chips: the bytes of NDEF messages by the NFC Forum's specifications, and the capacity of each chip."""

import ndef  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triplicate.core.catalog import nfc
from triplicate.core.catalog.nfc import Chip, Content
from triplicate.core.order.line import Nfc

LINK, RECORDS = "https://example.com/", "https://example.com/t/"
chips = pytest.mark.parametrize("chip", Chip)


def uri(link: str | None) -> Nfc:
    return Nfc(type="uri", content=link)


def text(words: str | None) -> Nfc:
    return Nfc(type="text", content=words)


def dynamic(base_url: str | None) -> Nfc:
    return Nfc(type="dynamic", base_url=base_url)


def long_link(size: int) -> str:
    """A link whose record is of `size` bytes: a header of 4, a code for https://, the rest."""
    return "https://" + "a" * (size - 5)


@pytest.mark.parametrize(
    ("link", "bytes_"),
    [
        ("http://www.nfc.com", "D1 01 08 55 01 6E 66 63 2E 63 6F 6D"),
        ("tel:+35891234567", "D1 01 0D 55 05 2B 33 35 38 39 31 32 33 34 35 36 37"),
        (
            "mms://example.com/download.wmv",
            "D1 01 1F 55 00 6D 6D 73 3A 2F 2F 65 78 61 6D 70 6C 65 2E 63 6F 6D 2F 64 6F 77 6E 6C 6F 61 64 2E 77 6D 76",
        ),
        ("https://a.b", "D1 01 04 55 04 61 2E 62"),
        ("urn:epc:id:x", "D1 01 02 55 1E 78"),
        ("urn:x", "D1 01 02 55 13 78"),
        ("https://a.b/é", "D1 01 07 55 04 61 2E 62 2F C3 A9"),
    ],
)
def test_a_link(link: str, bytes_: str) -> None:
    """The first three are the examples of the URI record's own specification."""
    assert nfc.message(Content.URI, link) == bytes.fromhex(bytes_) == nfc.message(Content.DYNAMIC, link)


def test_a_text() -> None:
    hello = "D1 01 10 54 02 65 6E 48 65 6C 6C 6F 2C 20 77 6F 72 6C 64 21"
    assert nfc.message(Content.TEXT, "Hello, world!", "en") == bytes.fromhex(hello)
    assert nfc.message(Content.TEXT, "é", "FR") == bytes.fromhex("D1 01 05 54 02 66 72 C3 A9")


def test_nothing() -> None:
    assert nfc.message(Content.EMPTY, "") == b""


def test_records_are_short_up_to_255_bytes() -> None:
    """The payload of a text is a byte for the language's length, two for the language, and the words."""
    short, long = (nfc.message(Content.TEXT, "a" * size) for size in (252, 253))
    assert (short[:4].hex(), len(short)) == ("d101ff54", 4 + 255)
    assert (long[:7].hex(), len(long)) == ("c1010000010054", 7 + 256)


@given(st.sampled_from(["", "http://www.", "https://", "tel:", "urn:epc:pat:", "urn:nfc:", "x:"]), st.text(min_size=1))
def test_another_librarys_decoder_reads_the_same_link(beginning: str, rest: str) -> None:
    link = beginning + "".join(c for c in rest if c.isprintable())
    (record,) = ndef.message_decoder(nfc.message(Content.URI, link))
    assert (type(record), record.iri) == (ndef.UriRecord, link)


@given(st.text(max_size=400), st.sampled_from(["en", "fr", "pt-BR"]))
def test_another_librarys_decoder_reads_the_same_text(words: str, language: str) -> None:
    (record,) = ndef.message_decoder(nfc.message(Content.TEXT, words, language))
    assert (record.text, record.language, record.encoding) == (words, language.lower(), "UTF-8")


@pytest.mark.parametrize(
    ("base_url", "link"),
    [
        ("https://example.com", "https://example.com/17"),
        ("https://example.com/t/", "https://example.com/t/17"),
        ("https://example.com/t?card=", "https://example.com/t?card=17"),
        ("https://example.com/?", "https://example.com/?17"),
        ("https://example.com/#", "https://example.com/#17"),
        ("https://example.com/?a=1&", "https://example.com/?a=1&17"),
        ("https://example.com/t?a=1", "https://example.com/t?a=1/17"),
    ],
)
def test_the_link_to_a_record(base_url: str, link: str) -> None:
    assert nfc.record_url(Chip.NTAG213, base_url, 17) == nfc.record_url(Chip.MIFARE1K, base_url, 17) == link
    assert nfc.chip_text(Chip.NTAG213, dynamic(base_url), 17) == link


@pytest.mark.parametrize(
    ("base_url", "before", "after"),
    [
        ("https://example.com/t", "https://example.com/t/17?", ""),
        ("https://example.com/t?card=", "https://example.com/t?card=17&", ""),
        ("https://example.com/#", "https://example.com/?", "#17"),
    ],
)
def test_an_ntag_424_signs_the_link(base_url: str, before: str, after: str) -> None:
    """32 hexadecimal digits for its identity, 16 for the signature, where a server sees them."""
    mirrored = f"picc_data={'0' * 32}&cmac={'0' * 16}"
    assert nfc.record_url(Chip.NTAG424, base_url, 17) == before + mirrored + after


def test_what_a_chip_says() -> None:
    assert nfc.chip_text(Chip.NTAG213, uri(LINK), 1) == LINK
    assert nfc.chip_text(Chip.NTAG424, text("Hello"), 1) == "Hello"
    assert nfc.chip_text(Chip.NTAG213, Nfc(type="empty", content=LINK), 1) == ""
    assert nfc.chip_text(Chip.NTAG213, Nfc(type="Vcard", content=LINK), 1) == ""


def test_what_lies_in_a_chip() -> None:
    """An NTAG213's memory has the message in a block whose header is longer from 255 bytes on."""
    assert [nfc.encoded_size(Chip.NTAG213, bytes(size)) for size in (0, 142, 254, 255)] == [2, 144, 256, 259]
    assert [nfc.encoded_size(Chip.NTAG424, bytes(size)) for size in (0, 254, 255)] == [2, 256, 257]
    assert [nfc.encoded_size(Chip.MIFARE1K, bytes(size)) for size in (0, 255, 716)] == [0, 255, 716]
    assert [nfc.capacity(chip) for chip in (Chip.NTAG213, Chip.NTAG424, Chip.MIFARE1K)] == [144, 256, 716]


@pytest.mark.parametrize(
    ("chip", "fits", "taken"),
    [(Chip.NTAG213, long_link(142), 145), (Chip.NTAG424, long_link(254), 257)],
)
def test_the_longest_link_that_fits(chip: Chip, fits: str, taken: int) -> None:
    assert nfc.content_problem(chip, uri(fits)) is None
    message = nfc.content_problem(chip, uri(fits + "a"))
    assert message is not None
    assert f"takes {taken} bytes" in message
    assert message.endswith(f"has only {taken - 1}")


def test_the_longest_text_that_fits_a_mifare() -> None:
    """716 bytes: 7 of the long record's head, 3 of the language, the words; é takes two."""
    words = "é" * 353
    assert len(nfc.message(Content.TEXT, words)) == 716
    assert nfc.content_problem(Chip.MIFARE1K, text(words)) is None
    assert nfc.content_problem(Chip.MIFARE1K, text(words), "fra") is not None
    assert "717" in (nfc.content_problem(Chip.MIFARE1K, text(words + "e")) or "")


@pytest.mark.parametrize(("chip", "room"), [(Chip.NTAG213, 142 - 5 - 10), (Chip.NTAG424, 254 - 5 - 10 - 65)])
def test_a_dynamic_link_leaves_room_for_any_record(chip: Chip, room: int) -> None:
    """Ten digits; and on an NTAG 424 also `?picc_data=` with 32 and `&cmac=` with 16 digits, which is 65."""
    assert nfc.content_problem(chip, dynamic("https://" + "a" * (room - 1) + "/")) is None
    assert nfc.content_problem(chip, dynamic("https://" + "a" * room + "/")) is not None


@chips
@pytest.mark.parametrize(
    "link",
    [None, "", "example.com", "//example.com/a", "https://", "http:///a", "https:example.com", "/a", "tel:", "1a:b",
     "https://exam ple.com", "https://example.com/\n", "https://example.com/\x00", " https://example.com", "a b:c"],
)  # fmt: skip
def test_what_is_no_link(chip: Chip, link: str | None) -> None:
    for asked in (uri(link), dynamic(link)):
        assert "URI" in (nfc.content_problem(chip, asked) or ""), asked


@chips
@pytest.mark.parametrize(
    "link",
    [LINK, "HTTPS://EXAMPLE.COM", "tel:+31201234567", "mailto:ann@example.com", "geo:52.1,4.9", "https://ü.de/é"],
)
def test_what_is_a_link(chip: Chip, link: str) -> None:
    assert nfc.content_problem(chip, uri(link)) is None


@chips
def test_other_content(chip: Chip) -> None:
    assert nfc.content_problem(chip, Nfc(type="empty")) is None
    assert nfc.content_problem(chip, text("Hello")) is None
    for nothing in (None, "", " \n"):
        assert "empty" in (nfc.content_problem(chip, text(nothing)) or "")
    for kind in (None, "", "URI", "vcard"):
        assert "one of empty, uri, text, dynamic" in (nfc.content_problem(chip, Nfc(type=kind, content=LINK)) or "")


def test_a_piece_without_a_chip_says_nothing() -> None:
    assert nfc.content_problem(None, Nfc(type="empty")) is None
    for asked in (uri(LINK), text("Hello"), dynamic(RECORDS)):
        assert "no NFC chip" in (nfc.content_problem(None, asked) or "")


def test_chips_by_their_words() -> None:
    assert nfc.parse_chip("ntag424") is Chip.NTAG424
    assert nfc.parse_chip("ntag215") is nfc.parse_chip(None) is None
