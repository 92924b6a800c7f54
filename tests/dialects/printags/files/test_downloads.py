"""Artwork downloads: access, headers, and missing files."""

from collections.abc import Iterator

import pytest

from tests.app.files.artwork_fixtures import SVG, image, png_of_size
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
from triplicate.main import Installation


@pytest.fixture
def upload_api(installation: Installation, transport_mode: TransportMode) -> Iterator[UploadApi]:
    with open_upload_api(installation, transport_mode) as made:
        yield made


def test_nothing_in_a_file_can_do_anything(upload_api: UploadApi) -> None:
    reply = upload_api.request("GET", f"{FILES_PATH}/{uploaded_id(upload_api.upload(SVG))}")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert reply.headers["cache-control"] == "private, no-cache"


def test_who_has_a_file_already_is_told_so(upload_api: UploadApi) -> None:
    path = f"{FILES_PATH}/{uploaded_id(upload_api.upload(image()))}"
    whole = upload_api.request("GET", path)
    tag = whole.headers["etag"]
    again = upload_api.request("GET", path, headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert upload_api.request("GET", path, headers={"If-None-Match": '"x"'}).content == whole.content
    head = upload_api.request("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert {"etag", "content-type", "content-security-policy"} <= head.headers.keys()


def test_a_range_of_a_file(upload_api: UploadApi) -> None:
    content = png_of_size(300_000)
    path = f"{FILES_PATH}/{uploaded_id(upload_api.upload(content))}"
    whole = upload_api.request("GET", path)
    assert (whole.content, whole.headers["accept-ranges"]) == (content, "bytes")
    part = upload_api.request("GET", path, headers={"Range": "bytes=100-270000"})
    assert (part.status_code, part.content) == (206, content[100:270_001])
    assert part.headers["content-range"] == "bytes 100-270000/300000"
    assert part.headers["content-length"] == "269901"
    for name in ("etag", "last-modified", "content-type", "content-disposition", "content-security-policy"):
        assert part.headers[name] == whole.headers[name]
    several = upload_api.request("GET", path, headers={"Range": "bytes=0-1,4-5"})
    assert (several.status_code, several.content) == (200, content)
    outside = upload_api.request("GET", path, headers={"Range": "bytes=300000-"})
    assert "300000 bytes" in error_message(outside, 416)
    assert outside.headers["content-range"] == "bytes */300000"
    head = upload_api.request("HEAD", path, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["content-length"]) == (200, "300000")


def test_a_range_of_what_has_changed_is_the_whole(upload_api: UploadApi) -> None:
    path = f"{FILES_PATH}/{uploaded_id(upload_api.upload(image()))}"
    whole = upload_api.request("GET", path)
    tag, date = whole.headers["etag"], whole.headers["last-modified"]

    def status(condition: str) -> int:
        return upload_api.request("GET", path, headers={"Range": "bytes=0-1", "If-Range": condition}).status_code

    assert [status(condition) for condition in (tag, date)] == [206, 206]
    assert [status(condition) for condition in ('"x"', f"W/{tag}", "Mon, 01 Jan 2024 00:00:00 GMT")] == [200, 200, 200]


def test_who_has_a_file_since_a_time_is_told_so(upload_api: UploadApi) -> None:
    path = f"{FILES_PATH}/{uploaded_id(upload_api.upload(image()))}"
    date = upload_api.request("GET", path).headers["last-modified"]

    def status(**headers: str) -> int:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return upload_api.request("GET", path, headers=sent).status_code

    assert status(If_Modified_Since=date) == 304
    assert status(If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT") == 200
    assert status(If_Modified_Since="yesterday") == 200
    assert status(If_Modified_Since=date, If_None_Match='"x"') == 200


def test_somebody_elses_file_is_one_that_does_not_exist(upload_api: UploadApi) -> None:
    id = uploaded_id(upload_api.upload(image()))
    message = error_message(upload_api.request("GET", f"{FILES_PATH}/{id}", who="theirs"), 404)
    absent = error_message(upload_api.request("GET", f"{FILES_PATH}/{UNKNOWN_ACCOUNT}", who="theirs"), 404)
    assert message.replace(id, "ID") == absent.replace(UNKNOWN_ACCOUNT, "ID") == "No file 'ID' exists."
    assert "'x'" in error_message(upload_api.request("GET", f"{FILES_PATH}/x"), 404)
    assert "account" in error_message(upload_api.request("GET", f"/accounts/{ACCOUNT}/files/{id}", who="theirs"), 404)
    assert "account" in error_message(
        upload_api.request("POST", f"/accounts/{ACCOUNT}/files", "theirs", files={"file": image()}), 404
    )
    assert upload_api.request("GET", f"/accounts/{OTHER_ACCOUNT}/files/{id}", who="operator").status_code == 404
    assert upload_api.request("GET", f"/accounts/{ACCOUNT}/files/{id}", who="operator").status_code == 200


def test_bytes_that_are_lost_are_a_file_that_does_not_exist(upload_api: UploadApi) -> None:
    id = uploaded_id(upload_api.upload(image()))
    (stored,) = upload_api.stored_files()
    stored.unlink()
    assert error_message(upload_api.request("GET", f"{FILES_PATH}/{id}"), 404)
    assert uploaded_id(upload_api.upload(image())) == id
    assert upload_api.request("GET", f"{FILES_PATH}/{id}").content == image()
