"""Artwork uploads and downloads with httpx, in process and over a socket, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.app.files.artwork_fixtures import PDF, SVG, image, png_claiming_size, png_of_size
from tests.conformance.operation_fixtures import UNKNOWN_ACCOUNT
from tests.dialects.printags.files.upload_fixtures import (
    ACCOUNT,
    FILES_PATH,
    OTHER_ACCOUNT,
    UploadApi,
    error_message,
    open_upload_api,
    uploaded_id,
)
from tests.server.application_fixtures import TransportMode
from triplicate.core.jobs.limits import Limits
from triplicate.limited_child.file_inspector import FileInspector
from triplicate.main import Installation

MIB = 1024 * 1024


@pytest.fixture
def upload_api(installation: Installation, transport_mode: TransportMode) -> Iterator[UploadApi]:
    with open_upload_api(installation, transport_mode) as made:
        yield made


@pytest.mark.parametrize(
    ("content", "mime", "ending"),
    [
        (image("PNG"), "image/png", "png"),
        (image("JPEG"), "image/jpeg", "jpg"),
        (PDF, "application/pdf", "pdf"),
        (png_of_size(3 * MIB), "image/png", "png"),
    ],
    ids=["png", "jpeg", "pdf", "3 MiB"],
)
def test_what_is_uploaded_comes_back(upload_api: UploadApi, content: bytes, mime: str, ending: str) -> None:
    """Whatever name and type it was sent with."""
    reply = upload_api.request("POST", FILES_PATH, files={"file": ("wrong.gif", content, "text/html")})
    id = uploaded_id(reply)
    assert reply.json()["files"]["file"] | {"mimeType": mime, "size": len(content)} == reply.json()["files"]["file"]
    for account in ("@me", ACCOUNT):
        response = upload_api.request("GET", f"/accounts/{account}/files/{id}")
        assert (response.status_code, response.content) == (200, content)
        assert response.headers["content-type"] == mime
        assert response.headers["content-disposition"] == f'inline; filename="{id}.{ending}"'


def test_a_drawing_comes_back_without_what_runs(upload_api: UploadApi) -> None:
    drawing = SVG.replace(b"<rect", b"<script>alert(1)</script><image href='https://evil.example/x'/><rect")
    id = uploaded_id(upload_api.upload(drawing))
    reply = upload_api.request("GET", f"{FILES_PATH}/{id}")
    assert reply.headers["content-type"] == "image/svg+xml"
    assert "<rect" in reply.text
    assert "alert" not in reply.text
    assert "evil" not in reply.text


def test_the_same_file_again_is_the_one_that_is_there(upload_api: UploadApi) -> None:
    first = upload_api.upload(image(), name="front.png")
    uploaded_id(first)
    assert upload_api.upload(image(), name="back.jpg").json() == first.json()
    elsewhere = upload_api.upload(image(), who="theirs")
    assert uploaded_id(elsewhere) != first.json()["files"]["file"]["id"]
    assert uploaded_id(upload_api.upload(image(colour=9))) != first.json()["files"]["file"]["id"]
    assert len(upload_api.stored_files()) == 3  # the same bytes once in each account


def test_who_may_only_read_uploads_nothing(upload_api: UploadApi) -> None:
    assert "orders:write" in error_message(upload_api.upload(image(), who="reader"), 401)
    assert upload_api.stored_files() == []


def test_an_operator_names_an_account_that_exists(upload_api: UploadApi) -> None:
    where = "/accounts/{}/files"
    assert uploaded_id(
        upload_api.request("POST", where.format(OTHER_ACCOUNT), "operator", files={"file": ("a", image())})
    )
    assert "account" in error_message(
        upload_api.request("POST", where.format(UNKNOWN_ACCOUNT), "operator", files={"file": ("a", image())}), 404
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "file: is empty"),
        (b"GIF89a", "file: must be a PNG, JPEG, SVG or PDF"),
        (b"<html>", "file: must be a PNG, JPEG, SVG or PDF"),
        (image()[:30], "file: is an incomplete PNG"),
        (png_claiming_size(30_000, 30_000), "file: must not have more than 50 million pixels"),
    ],
)
def test_what_is_no_artwork_is_refused_and_not_stored(upload_api: UploadApi, content: bytes, told: str) -> None:
    assert error_message(upload_api.upload(content)).startswith(told)
    assert upload_api.stored_files() == []


def test_twenty_mebibytes_are_taken_and_more_are_not(upload_api: UploadApi) -> None:
    assert uploaded_id(upload_api.upload(png_of_size(20 * MIB)))
    assert error_message(upload_api.upload(png_of_size(20 * MIB + 1)), 413)
    assert error_message(upload_api.upload(png_of_size(21 * MIB)), 413)
    assert len(upload_api.stored_files()) == 1


PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + image() + b"\r\n"
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
        ({"Content-Type": "image/png"}, image(), 415, "The request body must be multipart/form-data"),
        ({"Content-Type": "application/json"}, b"{}", 415, "The request body must be multipart/form-data"),
        ({}, image(), 415, "The request body must be multipart/form-data"),
        (FORM | {"Content-Encoding": "gzip"}, PART, 415, "The request body must be multipart/form-data"),
    ],
)  # fmt: skip
def test_a_request_that_is_no_upload_is_told_why(
    upload_api: UploadApi, headers: dict[str, str], body: bytes, status: int, told: str
) -> None:
    assert error_message(upload_api.request("POST", FILES_PATH, headers=headers, content=body), status).startswith(told)
    assert upload_api.stored_files() == []
    assert upload_api.request("POST", FILES_PATH, headers=FORM, content=PART + b"--b--").status_code == 200


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
def test_forms_that_clients_write(upload_api: UploadApi, body: bytes) -> None:
    reply = upload_api.request("POST", FILES_PATH, headers=FORM, content=body)
    uploaded_id(reply)
    assert reply.json()["files"]["file"]["size"] == len(image())


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_form_that_comes_in_pieces(upload_api: UploadApi, size: int) -> None:
    """Boundaries are found wherever a piece ends."""
    body = PART + b"--b--\r\n"
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    uploaded_id(upload_api.request("POST", FILES_PATH, headers=FORM, content=pieces))


def test_the_same_upload_with_the_same_key_is_answered_again(upload_api: UploadApi) -> None:
    """Though its boundary is another one, and perhaps its name."""
    key = {"Idempotency-Key": "front"}
    first = upload_api.upload(image(), headers=key)
    again = upload_api.upload(image(), name="other.png", headers=key)
    assert first.content == again.content
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert error_message(upload_api.upload(image(colour=9), headers=key), 422)


def test_twenty_uploads_at_once(upload_api: UploadApi) -> None:
    contents = [image(size=(300, 300), colour=place % 10) for place in range(20)]
    with ThreadPoolExecutor(20) as crowd:
        ids = list(crowd.map(lambda content: uploaded_id(upload_api.upload(content)), contents))
    assert ids[:10] == ids[10:]
    assert len(set(ids)) == len(upload_api.stored_files()) == 10


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(memory=1024 * MIB, cpu=9, wall=0.5), "file: takes too long to inspect"),
        (Limits(memory=160 * MIB, cpu=9, wall=30), "file: takes too much memory to inspect"),
        (Limits(memory=1024 * MIB, cpu=9, wall=30, message=MIB // 2), "file: cannot be inspected: reading it failed"),
    ],
)
def test_a_file_that_exceeds_a_limit_is_refused_and_the_next_one_is_taken(
    installation: Installation, transport_mode: TransportMode, limits: Limits, sentence: str
) -> None:
    installation.inspector = FileInspector(1, {}, limits)
    drawing = SVG.replace(b"<rect", b'<path d="M0 0" id="a"/>' * (300_000 if "long" in sentence else 50_000) + b"<rect")
    costly = image("PNG", size=(8_000, 6_000)) if "memory" in sentence else drawing
    with open_upload_api(installation, transport_mode) as studio:
        for colour in range(2):
            assert error_message(studio.upload(costly)) == sentence
            uploaded_id(studio.upload(image(colour=colour)))
        assert len(studio.stored_files()) == 2
    installation.inspector.close()


def test_an_inspection_that_cannot_start_is_our_own_fault(
    installation: Installation, transport_mode: TransportMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For what is unavailable, Printags documents 500 alone."""
    with open_upload_api(installation, transport_mode) as studio:
        with monkeypatch.context() as broken:
            broken.setattr("sys.executable", "/no/such/python")
            error_message(studio.upload(image()), 500)
        uploaded_id(studio.upload(image()))
