"""Mounts: another ASGI application works below its prefix, and its failures are responses of ours."""

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.api.sample_dialect_fixtures import SampleHandlers, application, tokens
from tests.server.application_fixtures import serve_on_socket
from tests.server.mount_fixtures import SECRET, Pages
from triplicate.core.access import ADMIN, WRITE
from triplicate.main import Installation
from triplicate.observe.logs import TextFormatter
from triplicate.server.mounts.mount import LoopbackOnly, Mount, Public, TokenScope

SILENCE_S = 0.5


class Served(NamedTuple):
    """A client of a server with mounts, and tokens by the name of their bearer."""

    client: httpx.Client
    tokens: dict[str, str]
    pages: Pages

    def __repr__(self) -> str:
        return "a server with mounts"


@pytest.fixture
def served(installation: Installation) -> Iterator[Served]:
    """The same pages for everybody, for callers on this machine, and for those who may write."""
    pages = Pages()
    inner = pages.application()
    mounts = {
        "/console": Mount(application=inner, access=Public(), max_body_bytes=2000, silence_s=SILENCE_S),
        "/local": Mount(application=inner, access=LoopbackOnly()),
        "/writers": Mount(application=inner, access=TokenScope("workshop", WRITE)),
        "/admins": Mount(application=inner, access=TokenScope("workshop", ADMIN)),
    }
    app = application(installation, SampleHandlers(), mounts=mounts)
    with (
        serve_on_socket(app) as (host, port),
        httpx.Client(base_url=f"http://{host}:{port}", timeout=20, trust_env=False) as client,
    ):
        yield Served(client, tokens(installation), pages)
    assert not pages.is_running


def test_a_form_and_a_session_work_below_the_prefix(served: Served) -> None:
    assert served.client.get("/console/greet").text == "Good day, stranger"
    reply = served.client.post("/console/", data={"name": "Ann"})
    assert (reply.status_code, httpx.URL(reply.headers["location"]).path) == (303, "/console/greet")
    assert served.client.get("/console/greet").text == "Good day, Ann"


def test_a_response_streams_for_as_long_as_it_makes_progress(served: Served) -> None:
    reply = served.client.get("/console/stream", params={"pieces": "6", "pause": str(SILENCE_S / 3)})
    assert reply.content == b"x" * 6000


def test_it_learns_the_request_id_and_its_own_state(served: Served) -> None:
    reply = served.client.get("/console/scope", headers={"X-Request-Id": "mine"})
    assert reply.json() == {"root": "/console", "request_id": "mine", "caller": None, "cellar": "full"}
    assert reply.headers.get_list("x-request-id") == ["mine"]


def test_it_starts_and_ends_with_the_server(served: Served) -> None:
    """That it has ended is checked once the server has stopped."""
    assert served.pages.is_running


@pytest.mark.parametrize("path", ["/console/nowhere", "/console"])
def test_unknown_paths_are_its_own(served: Served, path: str) -> None:
    assert served.client.get(path).status_code in (307, 404)


def test_other_paths_are_not_its(served: Served) -> None:
    reply = served.client.get("/consoles")
    assert (reply.status_code, reply.json()["title"]) == (404, "Not found")


def test_a_failure_is_a_response_without_what_failed(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.setFormatter(TextFormatter())
    reply = served.client.get("/console/stumble", headers={"X-Request-Id": "broken-1"})
    assert (reply.status_code, reply.json()["request_id"]) == (500, "broken-1")
    assert SECRET not in reply.text
    assert "Traceback" not in reply.text
    assert "ERROR [broken-1 mounts /console] a mounted page failed" in caplog.text


def test_a_failure_that_it_reports_itself_is_its_own(served: Served) -> None:
    reply = served.client.get("/console/failure")
    assert (reply.status_code, reply.text) == (500, "so it goes")


def test_a_failure_of_the_domain_is_answered_like_elsewhere(served: Served) -> None:
    reply = served.client.get("/console/unavailable")
    assert (reply.status_code, reply.headers["content-type"]) == (503, "application/problem+json")


def test_a_failure_halfway_cuts_the_response_short(served: Served) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        served.client.get("/console/stumble/halfway")
    assert served.client.get("/console/greet").status_code == 200


def test_a_page_that_says_nothing_is_given_up(served: Served) -> None:
    reply = served.client.get("/console/hang")
    assert (reply.status_code, reply.headers["content-type"]) == (503, "application/problem+json")


def test_a_large_body_is_refused_before_it_is_read(served: Served) -> None:
    reply = served.client.post("/console/", data={"name": "x" * 2000})
    assert (reply.status_code, reply.json()["title"]) == (413, "Content too large")


def test_a_large_body_of_unknown_length_is_refused_while_it_is_read(served: Served) -> None:
    """Starlette makes of the refusal a response of its own, which is not what the caller gets."""

    def pieces() -> Iterator[bytes]:
        yield b"name="
        for _ in range(30):
            yield b"x" * 100

    reply = served.client.post("/console/", content=pieces())
    assert (reply.status_code, reply.headers["content-type"]) == (413, "application/problem+json")


def test_a_slow_body_does_not_count_as_silence(served: Served) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"name="
        for _ in range(4):
            time.sleep(SILENCE_S / 2)
            yield b"x"

    assert served.client.post("/console/", content=pieces()).status_code == 303


@pytest.mark.parametrize(
    ("path", "bearer", "status"),
    [
        ("/writers/scope", None, 401),
        ("/writers/scope", "nonsense", 401),
        ("/writers/scope", "reader", 403),
        ("/writers/scope", "writer", 200),
        ("/admins/scope", "writer", 403),
    ],
)
def test_a_scope_is_required_of_the_token(served: Served, path: str, bearer: str | None, status: int) -> None:
    headers = {"Authorization": f"Bearer {served.tokens.get(bearer, bearer)}"} if bearer else {}
    reply = served.client.get(path, headers=headers)
    assert reply.status_code == status
    if status == 200:
        assert reply.json()["caller"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "shop.example.com"}, 403),
        ({"Host": "127.0.0.1.example.com"}, 403),
        ({"X-Forwarded-For": "127.0.0.1"}, 403),
        ({"Forwarded": "for=127.0.0.1"}, 403),
        ({"X-Real-Ip": "127.0.0.1"}, 403),
        ({"Via": "1.1 proxy"}, 403),
    ],
)
def test_a_page_for_this_machine_is_not_for_others(served: Served, headers: dict[str, str], status: int) -> None:
    assert served.client.get("/local/greet", headers=headers).status_code == status


def test_the_api_beside_it_is_what_it_was(served: Served) -> None:
    headers: dict[str, Any] = {"Authorization": f"Bearer {served.tokens['ann']}"}
    assert served.client.post("/things", json={"name": "cup", "count": 1}, headers=headers).status_code == 201
