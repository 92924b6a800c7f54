"""File sniffing: artwork is recognised by its bytes, decoded completely, and limited in size."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.files.artwork_fixtures import (
    PDF,
    PNG_SIGNATURE,
    SVG,
    image,
    png_chunk,
    png_claiming_size,
    png_of_size,
)
from triplicate.app.files.artwork import Artwork
from triplicate.app.files.content.sniff import MAX_BYTES, inspect
from triplicate.core.failures import DomainError, InvalidInput


def why_not(content: bytes) -> str:
    """Why bytes are refused."""
    with pytest.raises(DomainError) as refused:
        inspect(content)
    assert isinstance(refused.value.failure, InvalidInput)
    (problem,) = refused.value.failure.problems
    assert problem.path == "file"
    return problem.reason


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (image("PNG"), "image/png"),
        (image("PNG", mode="1"), "image/png"),
        (image("PNG", mode="I;16"), "image/png"),
        (image("JPEG"), "image/jpeg"),
        (image("JPEG", mode="CMYK"), "image/jpeg"),
        (image("JPEG", progressive=True), "image/jpeg"),
        (image("PDF"), "application/pdf"),
        (PDF, "application/pdf"),
        (png_claiming_size(3, 1, b"\0" * 10), "image/png"),
    ],
)
def test_what_is_taken_is_kept_as_it_is(content: bytes, mime: str) -> None:
    assert inspect(content) == Artwork(mime, None)


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        image("GIF"),
        image("BMP"),
        image("TIFF"),
        b"PK\x03\x04rest of an archive",
        b"<html><body><script>alert(1)</script></body></html>",
        b" %PDF-1.4 startxref %%EOF",
        b"\x1f\x8b\x08\0compressed",
        SVG.replace(b"http://www.w3.org/2000/svg", b"urn:another"),
    ],
)
def test_anything_else_is_told_what_is_taken(content: bytes) -> None:
    assert why_not(content).startswith("must be a PNG, JPEG, SVG or PDF")


def test_nothing_is_told_so() -> None:
    assert why_not(b"") == "is empty"


def test_twenty_mebibytes_and_not_a_byte_more() -> None:
    assert MAX_BYTES == 20 * 1024 * 1024
    assert inspect(png_of_size(MAX_BYTES)).mime == "image/png"
    assert why_not(png_of_size(MAX_BYTES + 1)) == "must not be larger than 20 MiB"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_is_cut_off_is_refused(kind: str) -> None:
    whole = image(kind, size=(200, 200))
    for length in (len(whole) // 4, len(whole) // 2, len(whole) - 20):
        assert "cannot be decoded" in (message := why_not(whole[:length])) or "an incomplete PNG" in message


def test_a_cut_picture_with_an_end_behind_it_is_refused() -> None:
    whole = image("PNG", size=(200, 200))
    assert why_not(whole[:60] + whole[-12:]) == "is a damaged PNG: it cannot be decoded"


@pytest.mark.parametrize("at", [20, 36, 45])
def test_a_picture_whose_check_sums_are_wrong_is_refused(at: int) -> None:
    whole = bytearray(image("PNG"))
    whole[at] ^= 1
    assert "PNG" in why_not(bytes(whole))


@pytest.mark.parametrize("content", [PNG_SIGNATURE + b"<script>", b"\xff\xd8\xff<html><script>alert(1)</script>"])
def test_a_page_behind_the_beginning_of_a_picture_is_refused(content: bytes) -> None:
    assert "PNG" in (message := why_not(content)) or "JPEG" in message


def test_a_page_behind_a_whole_png_is_refused() -> None:
    assert why_not(image("PNG") + b"<html><script>alert(1)</script>") == (
        "is an incomplete PNG: it does not end with an IEND chunk"
    )


def test_a_camera_may_put_something_behind_a_jpeg() -> None:
    assert inspect(image("JPEG") + b"notes of a camera").mime == "image/jpeg"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (10_000, 10_000), (5_001, 10_000), (2**31 - 1, 2)])
def test_a_few_bytes_that_claim_many_pixels_are_refused(width: int, height: int) -> None:
    content = png_claiming_size(width, height, b"\0" * 100_000)
    assert len(content) < 500
    assert why_not(content) in (
        "must not have more than 50 million pixels",
        "is a damaged PNG: it cannot be decoded",
    )


def test_fifty_million_pixels_are_not_too_many() -> None:
    assert inspect(image("PNG", size=(10_000, 5_000), mode="1")).mime == "image/png"


@pytest.mark.parametrize(("width", "height"), [(0, 1), (1, 0)])
def test_a_picture_has_a_pixel(width: int, height: int) -> None:
    assert "PNG" in why_not(png_claiming_size(width, height))


def test_a_text_that_unpacks_to_more_than_it_may_is_refused() -> None:
    whole = image("PNG")
    text = png_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 50_000_000))
    assert why_not(whole[:33] + text + whole[33:]) == "is a damaged PNG: it cannot be decoded"


def test_a_jpeg_that_is_walked_over_again_and_again_is_refused() -> None:
    """Each scan costs a walk over all pixels, and takes fourteen bytes here."""
    whole = image("JPEG", progressive=True)
    begin = whole.rindex(b"\xff\xda")
    scan = whole[begin : whole.index(b"\xff\xd9", begin)]
    assert why_not(whole[:-2] + scan * 1000 + whole[-2:]) == "must not have more than 100 scans"


@pytest.mark.parametrize("cut", [6, 20, len(PDF) - 10])
def test_a_pdf_without_its_end_is_refused(cut: int) -> None:
    assert why_not(PDF[:cut]) == "is an incomplete PDF: its end is missing"


def test_a_pdf_whose_end_is_somewhere_in_the_middle_is_refused() -> None:
    assert why_not(PDF + b"\0" * 5000) == "is an incomplete PDF: its end is missing"


@settings(max_examples=150)
@given(
    st.sampled_from([image("PNG", size=(9, 9)), image("JPEG", size=(9, 9)), image("JPEG", progressive=True), PDF]),
    st.data(),
)
def test_whatever_the_bytes_are_they_are_taken_or_refused(whole: bytes, data: st.DataObject) -> None:
    """A decoder may stumble in any way; the caller is told that the file is no good, and nothing else happens."""
    changed = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
        changed[at] = data.draw(st.integers(0, 255))
    try:
        artwork = inspect(bytes(changed))
    except DomainError:
        return
    assert artwork.sanitised is None
