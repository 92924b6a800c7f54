"""Signed image links: valid for five minutes, refused after six, and they reveal nothing else."""

import re
import time
from itertools import islice

import httpx
import pytest

from tests.conformance.operation_fixtures import error_message, get_order, id_in
from tests.conformance.registry import CONFORMANCES
from tests.conftest import Demo
from tests.server.application_fixtures import open_client
from tests.strategies.documents import without_envelope
from triplicate.app.files import signed_links
from triplicate.core import ids
from triplicate.demo import documents
from triplicate.main import Installation

WITH_IMAGES = ids.derived_guid("demo", "order", "0")
FOREIGN = "https://cdn.example.com/thumb.png"
_FIRST, _SECOND = islice(documents.files(), 2)
FILE, PICTURE, OTHER_FILE = _FIRST.id, _FIRST.content, _SECOND.id
with_images = pytest.mark.parametrize("dialect", [name for name, of in CONFORMANCES.items() if "images" in of.facts])


def path(demo: Demo, window: int, file: str = FILE) -> str:
    return signed_links.link_path(demo.installation.keys, file, window)


def images(client: httpx.Client, demo: Demo, dialect: str, guid: str, **headers: str) -> list[str]:
    """The images of the lines of an order, as a dialect shows them."""
    copy = without_envelope(dialect, get_order(client, demo, dialect, id_in(dialect, guid), **headers).json())
    shown: list[str] = CONFORMANCES[dialect].facts["images"](copy, 2)
    return shown


@with_images
def test_a_link_in_an_order_works(client: httpx.Client, demo: Demo, dialect: str) -> None:
    links = images(client, demo, dialect, WITH_IMAGES)
    pictures = {file.id: file.content for file in documents.files()}
    assert links
    for link in links:
        parts = re.fullmatch(r"(http://[^/]+)/media/([0-9a-f-]{36})\?expires=(\d+)&signature=[\w-]+", link)
        assert parts
        base, file, expires = parts.groups()
        assert base == str(client.base_url).rstrip("/")
        assert 300 <= int(expires) - time.time() <= 360
        reply = client.get(link)
        assert (reply.status_code, reply.headers["content-type"]) == (200, "image/png")
        assert reply.content == pictures[file]


def test_what_comes_with_the_bytes(client: httpx.Client, demo: Demo) -> None:
    reply = client.get(path(demo, signed_links.window()))
    assert reply.content == PICTURE
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in reply.headers["content-security-policy"]
    match = re.fullmatch(r"private, max-age=(\d+)", reply.headers["cache-control"])
    assert match
    assert 299 <= int(match[1]) <= 360
    head = client.head(path(demo, signed_links.window()))
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(PICTURE)))


def test_who_has_the_bytes_already_is_told_so(client: httpx.Client, demo: Demo) -> None:
    whole = client.get(path(demo, signed_links.window()))
    again = client.get(path(demo, signed_links.window()), headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert whole.headers["content-disposition"] == f'inline; filename="{FILE}.png"'


def test_it_is_good_for_five_minutes_and_gone_after_six(client: httpx.Client, demo: Demo) -> None:
    now = signed_links.window()
    assert client.get(path(demo, now - 4)).status_code == 200  # signed four to five minutes ago
    error_message(client.get(path(demo, now - 6)), None, 403)
    error_message(client.get(path(demo, now - 60 * 24)), None, 403)


def changed(url: str) -> list[str]:
    expires = re.search(r"expires=(\d+)", url)[1]  # type: ignore[index]
    last = "A" if url[-2] != "A" else "B"
    return [
        url.replace(f"expires={expires}", f"expires={int(expires) + 3600}"),
        url.replace(f"expires={expires}", f"expires=-{expires}"),
        url.replace(f"expires={expires}", "expires=99999999999999999999"),
        url.replace(FILE, OTHER_FILE),
        url.replace(FILE, FILE.upper()),
        url.replace(FILE, "-" * 36),
        url[:-3] + "AAA",
        url[:-2] + last + url[-1],
        url.partition("&signature")[0],
        url.partition("?")[0],
        url + "&x=1",
        url.replace("?", "?x=1&"),
        url + "%00",
        url.replace("/media/", "/media//"),
        url.replace("/media/", "/media/../media/").replace("/media/../", "/media/..%2f"),
        "/media",
        "/media/",
        "/media/%00?expires=1&signature=x",
    ]


@pytest.mark.parametrize("place", range(18))
def test_a_changed_link_opens_nothing(client: httpx.Client, demo: Demo, place: int) -> None:
    variant = changed(path(demo, signed_links.window()))[place]
    reply = client.get(str(client.base_url).rstrip("/") + variant)
    error_message(reply, None, 403)


def test_a_well_signed_link_to_nothing(client: httpx.Client, demo: Demo) -> None:
    error_message(client.get(path(demo, signed_links.window(), ids.derived_guid("demo", "nothing"))), None, 404)


@with_images
def test_a_foreign_url_passes_through(client: httpx.Client, demo: Demo, dialect: str) -> None:
    samples = [name for name in documents.dialects() if CONFORMANCES[name].id_kind == "guid"]
    assert [FOREIGN] in [images(client, demo, dialect, demo.credentials[name]["order_id"]) for name in samples]


@with_images
def test_links_name_the_public_address_when_one_is_set(demo: Demo, dialect: str) -> None:
    installation = Installation(demo.database.config(public_url="https://orders.example.com"))
    with open_client(installation.application(), "in process") as client:
        (link, *_) = images(client, demo, dialect, WITH_IMAGES)
        assert link.startswith("https://orders.example.com/media/")
        assert client.get(link.removeprefix("https://orders.example.com")).status_code == 200
    installation.store.close()


@with_images
def test_nobody_but_a_proxy_that_is_named_changes_the_scheme(client: httpx.Client, demo: Demo, dialect: str) -> None:
    forwarded = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "proto=https;host=evil.example",
    }
    (link, *_) = images(client, demo, dialect, WITH_IMAGES, **forwarded)
    assert link.startswith(f"{str(client.base_url).rstrip('/')}/media/")
