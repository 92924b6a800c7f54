"""Artwork as it is got back: for whom, under which headers, and when it is lost."""

from collections.abc import Iterator

import pytest

from tests.app.files.artwork_fixtures import SVG, picture
from tests.conformance.operation_fixtures import SOMEBODY
from tests.dialects.printags.files.upload_fixtures import FILES, OURS, THEIRS, Studio, opened, refused, uploaded
from tests.server.application_fixtures import Way
from triplicate.main import House


@pytest.fixture
def studio(house: House, way: Way) -> Iterator[Studio]:
    with opened(house, way) as made:
        yield made


def test_nothing_in_a_file_can_do_anything(studio: Studio) -> None:
    found = studio.ask("GET", f"{FILES}/{uploaded(studio.upload(SVG))}")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert found.headers["cache-control"] == "private, no-cache"


def test_who_has_a_file_already_is_told_so(studio: Studio) -> None:
    path = f"{FILES}/{uploaded(studio.upload(picture()))}"
    whole = studio.ask("GET", path)
    tag = whole.headers["etag"]
    again = studio.ask("GET", path, headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert studio.ask("GET", path, headers={"If-None-Match": '"x"'}).content == whole.content
    head = studio.ask("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert {"etag", "content-type", "content-security-policy"} <= head.headers.keys()


def test_somebody_elses_file_is_one_that_does_not_exist(studio: Studio) -> None:
    id = uploaded(studio.upload(picture()))
    told = refused(studio.ask("GET", f"{FILES}/{id}", who="theirs"), 404)
    absent = refused(studio.ask("GET", f"{FILES}/{SOMEBODY}", who="theirs"), 404)
    assert told.replace(id, "ID") == absent.replace(SOMEBODY, "ID") == "No file 'ID' exists in this account."
    assert "'x'" in refused(studio.ask("GET", f"{FILES}/x"), 404)
    assert "account" in refused(studio.ask("GET", f"/accounts/{OURS}/files/{id}", who="theirs"), 404)
    assert "account" in refused(studio.ask("POST", f"/accounts/{OURS}/files", "theirs", files={"file": picture()}), 404)
    assert studio.ask("GET", f"/accounts/{THEIRS}/files/{id}", who="operator").status_code == 404
    assert studio.ask("GET", f"/accounts/{OURS}/files/{id}", who="operator").status_code == 200


def test_bytes_that_are_lost_are_a_file_that_does_not_exist(studio: Studio) -> None:
    id = uploaded(studio.upload(picture()))
    (stored,) = studio.stored()
    stored.unlink()
    assert refused(studio.ask("GET", f"{FILES}/{id}"), 404)
    assert uploaded(studio.upload(picture())) == id
    assert studio.ask("GET", f"{FILES}/{id}").content == picture()
