"""Artwork downloads: access, headers, and missing files."""

from collections.abc import Iterator

import pytest

from tests.app.files.artwork_fixtures import SVG, image
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
    found = upload_api.request("GET", f"{FILES_PATH}/{uploaded_id(upload_api.upload(SVG))}")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert found.headers["cache-control"] == "private, no-cache"


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


def test_somebody_elses_file_is_one_that_does_not_exist(upload_api: UploadApi) -> None:
    id = uploaded_id(upload_api.upload(image()))
    told = error_message(upload_api.request("GET", f"{FILES_PATH}/{id}", who="theirs"), 404)
    absent = error_message(upload_api.request("GET", f"{FILES_PATH}/{UNKNOWN_ACCOUNT}", who="theirs"), 404)
    assert told.replace(id, "ID") == absent.replace(UNKNOWN_ACCOUNT, "ID") == "No file 'ID' exists."
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
