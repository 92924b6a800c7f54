"""Request bodies: read after authentication, limited in size, typed JSON, with every problem named."""

from typing import Any

import pytest

from tests.api.sample_dialect_fixtures import SampleServer
from tests.api.sample_operation_fixtures import Part, Reason, Thing

CUP = {"name": "cup", "count": 2}


def problems(shop: SampleServer, content: Any, path: str = "/things", method: str = "POST") -> dict[str, str]:
    """What is wrong with a body, by JSON path; nothing was done."""
    reply = shop.request(method, path, content=content)
    assert reply.status_code == 422, reply.text
    assert reply.json()["failure"] == "InvalidInput"
    assert (shop.handlers.begun, shop.created_count()) == (0, 0)
    return dict(reply.json()["problems"])


def test_a_body_arrives_as_the_operations_type(sample_server: SampleServer) -> None:
    reply = sample_server.request(
        "POST", "/things", json=CUP | {"parts": [{"name": "handle", "weight": 2}], "unknown": [None]}
    )
    assert reply.status_code == 201, reply.text
    assert reply.json() == {"id": "1", "number": 1}
    assert reply.headers["location"] == "/things/1"
    assert sample_server.handlers.heard == [Thing(name="cup", count=2, parts=[Part(name="handle", weight=2.0)])]
    assert sample_server.created_count() == 1


def test_every_problem_is_named_with_its_path(sample_server: SampleServer) -> None:
    reasons = problems(sample_server, b'{"count": 0, "colour": "blue", "parts": [{"name": "a"}, {"weight": -1}]}')
    assert set(reasons) == {"$.name", "$.count", "$.colour", "$.parts[1].name", "$.parts[1].weight"}
    assert "at least 1" in reasons["$.count"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "a JSON request body is required"),
        (b" \r\n", "a JSON request body is required"),
        (b"{", "not JSON"),
        (b"\xff", "UTF-8"),
        (b'{"name": "cup", "name": "jug", "count": 1}', "duplicate field"),
        (b'{"name": "cup", "count": 1e999}', "too large"),
        (b"[" * 100 + b"]" * 100, "nested"),
        (b"null", "must be an object"),
        (b"[]", "must be an object"),
    ],
)
def test_what_is_no_object_of_the_type(sample_server: SampleServer, content: bytes, word: str) -> None:
    (reason,) = problems(sample_server, content).values()
    assert word in reason


def test_a_number_may_be_written_as_a_decimal(sample_server: SampleServer) -> None:
    assert sample_server.request("POST", "/things", content=b'{"name": "cup", "count": 2.0}').status_code == 201
    assert sample_server.handlers.heard == [Thing(name="cup", count=2)]


@pytest.mark.parametrize("content", [b"", b"  ", b"{}"])
def test_where_nothing_is_needed_nothing_need_be_sent(sample_server: SampleServer, content: bytes) -> None:
    assert sample_server.request("PUT", "/things/1/end", content=content).status_code == 201
    assert sample_server.handlers.heard == [Reason()]


def test_where_nothing_is_needed_what_is_sent_must_fit(sample_server: SampleServer) -> None:
    assert set(problems(sample_server, b'{"text": 5}', "/things/1/end", "PUT")) == {"$.text"}


def test_a_body_that_nobody_asked_for_is_given_as_it_came(sample_server: SampleServer) -> None:
    assert sample_server.request("PUT", "/things/1/file", content=b"\x89PNG\xff").status_code == 201
    assert sample_server.request("DELETE", "/things/1").status_code == 201
    assert sample_server.handlers.heard == [b"\x89PNG\xff", b""]


def test_a_large_body_is_read_whole(sample_server: SampleServer) -> None:
    parts = [{"name": f"part {n}", "weight": n + 1} for n in range(20_000)]
    assert sample_server.request("POST", "/things", json=CUP | {"parts": parts}).status_code == 201
    assert [part.name for part in sample_server.handlers.heard[0].parts] == [part["name"] for part in parts]


def test_a_body_in_pieces(sample_server: SampleServer) -> None:
    def pieces() -> Any:
        yield from (b'{"name":', b' "cup",', b"", b'"count": 7}')

    assert sample_server.request("POST", "/things", content=pieces()).status_code == 201
    assert sample_server.handlers.heard == [Thing(name="cup", count=7)]


def test_a_body_of_the_largest_size_and_one_byte_more(sample_server: SampleServer) -> None:
    assert sample_server.request("PUT", "/things/1/file", content=b"x" * 1000).status_code == 201
    reply = sample_server.request("PUT", "/things/1/file", content=b"x" * 1001)
    assert (reply.status_code, reply.json()["failure"]) == (413, "BodyTooLarge")
    assert reply.headers["connection"] == "close"
    in_pieces = sample_server.request("PUT", "/things/1/file", content=iter([b"x" * 600, b"x" * 401]))
    assert in_pieces.status_code == 413
    assert sample_server.created_count() == 1


@pytest.mark.parametrize("who", ["reader", "nobody"])
def test_who_may_not_is_told_before_anything_is_read(sample_server: SampleServer, who: str) -> None:
    sample_server.tokens["nobody"] = "wrong"
    reply = sample_server.request("POST", "/things", who, content=b"{")
    assert reply.status_code == {"reader": 403, "nobody": 401}[who]
    assert sample_server.handlers.heard == []


def test_who_may_write_only_may_not_read(sample_server: SampleServer) -> None:
    assert sample_server.request("GET", "/things", "writer").json()["failure"] == "MissingScope"
    assert sample_server.request("POST", "/things", "writer", json=CUP).status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml; a=b"])
def test_the_content_type_does_not_matter_here(sample_server: SampleServer, kind: str) -> None:
    assert sample_server.request("POST", "/things", json=CUP, headers={"Content-Type": kind}).status_code == 201
