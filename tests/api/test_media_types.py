"""Content types: a strict dialect accepts uncompressed JSON only, else it responds 415."""

from collections.abc import Iterator

import pytest

from tests.api.sample_dialect_fixtures import SampleServer, open_sample_server
from tests.server.application_fixtures import TransportMode
from triplicate.main import Installation

CUP = b'{"name": "cup", "count": 2}'


@pytest.fixture
def strict_server(installation: Installation, transport_mode: TransportMode) -> Iterator[SampleServer]:
    with open_sample_server(installation, transport_mode, strict_json=True) as made:
        yield made


@pytest.mark.parametrize(
    "kind",
    ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json", "application/json;a=b;c=d"],
)
def test_json_is_read(strict_server: SampleServer, kind: str) -> None:
    assert strict_server.request("POST", "/things", content=CUP, headers={"Content-Type": kind}).status_code == 201


def test_a_body_that_does_not_say_what_it_is_is_read(strict_server: SampleServer) -> None:
    assert strict_server.request("POST", "/things", content=CUP).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/json"},
        {"Content-Type": "application/jsonp"},
        {"Content-Type": ""},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "identity, gzip"},
    ],
    ids=str,
)
def test_what_says_otherwise_is_not(strict_server: SampleServer, headers: dict[str, str]) -> None:
    reply = strict_server.request("POST", "/things", content=CUP, headers=headers)
    assert (reply.status_code, reply.json()["failure"]) == (415, "UnsupportedMediaType")
    assert (strict_server.handlers.begun, strict_server.created_count()) == (0, 0)
    assert strict_server.request("POST", "/things", content=CUP).status_code == 201


def test_no_body_says_nothing(strict_server: SampleServer) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert strict_server.request("PUT", "/things/1/end", content=b"", headers=headers).status_code == 201


def test_what_is_no_json_at_all_may_be_anything(strict_server: SampleServer) -> None:
    headers = {"Content-Type": "image/png"}
    assert strict_server.request("PUT", "/things/1/file", content=b"\x89PNG", headers=headers).status_code == 201
