"""Uploads and downloads of artwork as a program asks for them, in both ways and on both databases."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.app.files.artwork_fixtures import PDF, SVG, claiming, large, picture
from tests.conformance.operation_fixtures import SOMEBODY
from tests.dialects.printags.files.upload_fixtures import FILES, OURS, THEIRS, Studio, opened, refused, uploaded
from tests.server.application_fixtures import Way
from triplicate.api import uploads
from triplicate.main import House

MIB = 1024 * 1024


@pytest.fixture
def studio(house: House, way: Way) -> Iterator[Studio]:
    with opened(house, way) as made:
        yield made


@pytest.mark.parametrize(
    ("content", "mime", "ending"),
    [
        (picture("PNG"), "image/png", "png"),
        (picture("JPEG"), "image/jpeg", "jpg"),
        (PDF, "application/pdf", "pdf"),
        (large(3 * MIB), "image/png", "png"),
    ],
    ids=["png", "jpeg", "pdf", "3 MiB"],
)
def test_what_is_uploaded_comes_back(studio: Studio, content: bytes, mime: str, ending: str) -> None:
    """Whatever name and type it was sent with."""
    reply = studio.ask("POST", FILES, files={"file": ("wrong.gif", content, "text/html")})
    id = uploaded(reply)
    assert reply.json()["files"]["file"] | {"mimeType": mime, "size": len(content)} == reply.json()["files"]["file"]
    for account in ("@me", OURS):
        found = studio.ask("GET", f"/accounts/{account}/files/{id}")
        assert (found.status_code, found.content) == (200, content)
        assert found.headers["content-type"] == mime
        assert found.headers["content-disposition"] == f'inline; filename="{id}.{ending}"'


def test_a_drawing_comes_back_without_what_runs(studio: Studio) -> None:
    drawing = SVG.replace(b"<rect", b"<script>alert(1)</script><image href='https://evil.example/x'/><rect")
    id = uploaded(studio.upload(drawing))
    found = studio.ask("GET", f"{FILES}/{id}")
    assert found.headers["content-type"] == "image/svg+xml"
    assert "<rect" in found.text
    assert "alert" not in found.text
    assert "evil" not in found.text


def test_the_same_file_again_is_the_one_that_is_there(studio: Studio) -> None:
    first = studio.upload(picture(), name="front.png")
    uploaded(first)
    assert studio.upload(picture(), name="back.jpg").json() == first.json()
    elsewhere = studio.upload(picture(), who="theirs")
    assert uploaded(elsewhere) != first.json()["files"]["file"]["id"]
    assert uploaded(studio.upload(picture(colour=9))) != first.json()["files"]["file"]["id"]
    assert len(studio.stored()) == 2


def test_who_may_only_read_uploads_nothing(studio: Studio) -> None:
    assert "orders:write" in refused(studio.upload(picture(), who="reader"), 401)
    assert studio.stored() == []


def test_an_operator_names_an_account_that_exists(studio: Studio) -> None:
    where = "/accounts/{}/files"
    assert uploaded(studio.ask("POST", where.format(THEIRS), "operator", files={"file": ("a", picture())}))
    assert "account" in refused(
        studio.ask("POST", where.format(SOMEBODY), "operator", files={"file": ("a", picture())}), 404
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "file: is empty"),
        (b"GIF89a", "file: must be a PNG, JPEG, SVG or PDF"),
        (b"<html>", "file: must be a PNG, JPEG, SVG or PDF"),
        (picture()[:30], "file: is not a whole PNG"),
        (claiming(30_000, 30_000), "file: must not have more than 50 million pixels"),
    ],
)
def test_what_is_no_artwork_is_refused_and_not_stored(studio: Studio, content: bytes, told: str) -> None:
    assert refused(studio.upload(content)).startswith(told)
    assert studio.stored() == []


def test_twenty_mebibytes_are_taken_and_more_are_not(studio: Studio) -> None:
    assert uploaded(studio.upload(large(20 * MIB)))
    assert refused(studio.upload(large(20 * MIB + 1)), 413)
    assert refused(studio.upload(large(21 * MIB)), 413)
    assert len(studio.stored()) == 1


PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + picture() + b"\r\n"
FORM = {"Content-Type": "multipart/form-data; boundary=b"}


@pytest.mark.parametrize(
    ("headers", "body", "status", "told"),
    [
        (FORM, b"--b--\r\n", 400, "file: is required: send one file in a part of this name"),
        (FORM, b"", 400, "$: is not valid multipart/form-data"),
        (FORM, b"nonsense", 400, "$: is not valid multipart/form-data"),
        (FORM, PART, 400, "$: is not valid multipart/form-data"),
        (FORM, PART.replace(b"\r\n\r\n", b"\n\n") + b"--b--", 400, "$: is not valid multipart/form-data"),
        (FORM, PART + PART + b"--b--\r\n", 400, "file: must be one file, not several"),
        (FORM, PART.replace(b"file", b"image", 1) + b"--b--", 400, "image: unknown part"),
        (FORM, PART + PART.replace(b'"file"', b'"more"') + b"--b--", 400, "more: unknown part"),
        (FORM, PART.replace(b'; filename="a.png"', b"") + b"--b--", 400, "file: must be a file, with a filename"),
        (FORM, PART.replace(b"a.png", b"") + b"--b--", 400, "file: must be a file, with a filename"),
        (FORM, PART.replace(b"\r\n\r\n", b"\r\nX: " + b"y" * 9000 + b"\r\n\r\n") + b"--b--", 400, "$: is not valid"),
        ({"Content-Type": "multipart/form-data"}, PART, 400, "Content-Type: must name a boundary"),
        ({"Content-Type": 'multipart/form-data; boundary=""'}, PART, 400, "Content-Type: must name a boundary"),
        ({"Content-Type": "multipart/form-data; boundary=" + "b" * 201}, PART, 400, "Content-Type: must name"),
        ({"Content-Type": "multipart/mixed; boundary=b"}, PART, 415, "The request body must be multipart/form-data"),
        ({"Content-Type": "image/png"}, picture(), 415, "The request body must be multipart/form-data"),
        ({"Content-Type": "application/json"}, b"{}", 415, "The request body must be multipart/form-data"),
        ({}, picture(), 415, "The request body must be multipart/form-data"),
        (FORM | {"Content-Encoding": "gzip"}, PART, 415, "The request body must be multipart/form-data"),
    ],
)  # fmt: skip
def test_a_request_that_is_no_upload_is_told_why(
    studio: Studio, headers: dict[str, str], body: bytes, status: int, told: str
) -> None:
    assert refused(studio.ask("POST", FILES, headers=headers, content=body), status).startswith(told)
    assert studio.stored() == []
    assert studio.ask("POST", FILES, headers=FORM, content=PART + b"--b--").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        PART + b"--b--",
        PART + b"--b--\r\n\r\nsomething after its end",
        b"something before it\r\n" + PART + b"--b--\r\n",
        PART.replace(b'filename="a.png"', b"filename*=UTF-8''%C3%A9.png") + b"--b--",
        PART.replace(b'name="file"', b"name=file") + b"--b--",
        PART.replace(b'filename="a.png"', 'filename="é/../\\".png"'.encode()) + b"--b--",
    ],
)
def test_forms_that_clients_write(studio: Studio, body: bytes) -> None:
    reply = studio.ask("POST", FILES, headers=FORM, content=body)
    uploaded(reply)
    assert reply.json()["files"]["file"]["size"] == len(picture())


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_form_that_comes_in_pieces(studio: Studio, size: int) -> None:
    """Boundaries are found wherever a piece ends."""
    body = PART + b"--b--\r\n"
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    uploaded(studio.ask("POST", FILES, headers=FORM, content=pieces))


def test_the_same_upload_with_the_same_key_is_answered_again(studio: Studio) -> None:
    """Though its boundary is another one, and perhaps its name."""
    key = {"Idempotency-Key": "front"}
    first = studio.upload(picture(), headers=key)
    again = studio.upload(picture(), name="other.png", headers=key)
    assert first.content == again.content
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert refused(studio.upload(picture(colour=9), headers=key), 422)


def test_twenty_uploads_at_once(studio: Studio) -> None:
    contents = [picture(size=(300, 300), colour=place % 10) for place in range(20)]
    with ThreadPoolExecutor(20) as crowd:
        ids = list(crowd.map(lambda content: uploaded(studio.upload(content)), contents))
    assert ids[:10] == ids[10:]
    assert len(set(ids)) == len(studio.stored()) == 10


def test_few_uploads_are_looked_at_in_the_same_moment() -> None:
    """A picture of fifty million pixels takes two hundred megabytes while it is decoded."""
    at_work: list[int] = []
    most: list[int] = []

    def look() -> None:
        at_work.append(1)
        most.append(len(at_work))
        time.sleep(0.01)
        at_work.pop()

    async def many() -> None:
        await asyncio.gather(*(uploads.in_turn(look) for _ in range(20)))

    asyncio.run(many())
    assert len(most) == 20
    assert max(most) <= uploads.AT_ONCE
