"""A dialect may be strict about what a body says it is: JSON, not compressed; else 415."""

from collections.abc import Iterator

import pytest

from tests.api.sample_dialect_fixtures import Shop, opened
from tests.server.application_fixtures import Way
from triplicate.main import House

CUP = b'{"name": "cup", "count": 2}'


@pytest.fixture
def strict(house: House, way: Way) -> Iterator[Shop]:
    with opened(house, way, strict_json=True) as made:
        yield made


@pytest.mark.parametrize(
    "kind",
    ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json", "application/json;a=b;c=d"],
)
def test_json_is_read(strict: Shop, kind: str) -> None:
    assert strict.ask("POST", "/things", content=CUP, headers={"Content-Type": kind}).status_code == 201


def test_a_body_that_does_not_say_what_it_is_is_read(strict: Shop) -> None:
    assert strict.ask("POST", "/things", content=CUP).status_code == 201


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
def test_what_says_otherwise_is_not(strict: Shop, headers: dict[str, str]) -> None:
    reply = strict.ask("POST", "/things", content=CUP, headers=headers)
    assert (reply.status_code, reply.json()["failure"]) == (415, "UnsupportedMediaType")
    assert (strict.workshop.begun, strict.made()) == (0, 0)
    assert strict.ask("POST", "/things", content=CUP).status_code == 201


def test_no_body_says_nothing(strict: Shop) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert strict.ask("PUT", "/things/1/end", content=b"", headers=headers).status_code == 201


def test_what_is_no_json_at_all_may_be_anything(strict: Shop) -> None:
    headers = {"Content-Type": "image/png"}
    assert strict.ask("PUT", "/things/1/file", content=b"\x89PNG", headers=headers).status_code == 201
