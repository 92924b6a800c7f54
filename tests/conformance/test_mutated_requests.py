"""Valid requests of every operation, damaged at random: never an internal error, and nothing stored by half."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import pytest

from tests.app.files.artwork_fixtures import image
from tests.conformance.operation_fixtures import (
    OPERATION_PATHS,
    OperationPath,
    auth_headers,
    error_message,
    minimal_body_of,
    url_of,
)
from tests.conftest import Demo
from tests.dialects.native.consistency_fixtures import check_consistency
from tests.server.application_fixtures import open_client
from tests.store.database_fixtures import KINDS, DatabaseFactory
from triplicate.api.bodies import JsonBody, UploadBody
from triplicate.demo import data
from triplicate.main import Installation

MUTATIONS = 2_500
"""For each database."""
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 2**53, 1e308, 0.1, "", " ", "a", "1", "\u202e", "é" * 300, "x" * 70_000, [], {}, [[]], [None],
    {"": None}, {"a": {"a": {"a": []}}}, "2024-02-30", "@me", "EUR", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
HEADERS = (
    ("Content-Type", "text/plain"), ("Content-Type", "application/json; charset=latin-1"), ("If-Match", '"0-0"'),
    ("If-Match", "W/"), ("If-None-Match", "*"), ("Idempotency-Key", ""), ("Idempotency-Key", "k" * 300),
    ("Idempotency-Key", "one"), ("Accept", "text/html"), ("Range", "bytes=5-1"), ("X-Request-Id", "\t"),
    ("Authorization", "Bearer"), ("accessToken", "x"), ("Content-Encoding", "gzip"), ("Expect", "nothing"),
)  # fmt: skip


class SentRequest(NamedTuple):
    """A request before it is sent."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    content: bytes


def valid_request(demo: Demo, route: OperationPath) -> SentRequest:
    headers = list(auth_headers(route.dialect.name, demo.token(route.dialect.name)).items())
    headers.append(("If-Match", "*"))
    if isinstance(route.operation.body, JsonBody):
        body = httpx.Request("POST", "http://x", json=minimal_body_of(route))
    elif isinstance(route.operation.body, UploadBody):
        body = httpx.Request("POST", "http://x", files={route.operation.body.part: ("front.png", image())})
    else:
        return SentRequest(route.operation.method, url_of(route, demo), headers, b"")
    headers.append(("Content-Type", body.headers["content-type"]))
    return SentRequest(route.operation.method, url_of(route, demo), headers, body.read())


def mutated(request: SentRequest, chance: random.Random) -> SentRequest:
    """The request with one to three things in it changed."""
    for _ in range(chance.randint(1, 3)):
        change = chance.choice((_other_value, _other_value, _damaged_bytes, _other_header, _other_path, _other_query))
        request = change(request, chance)
    return request


def _other_value(request: SentRequest, chance: random.Random) -> SentRequest:
    """A member of the JSON body is replaced, removed or added."""
    try:
        body = json.loads(request.content)
    except ValueError:
        return _damaged_bytes(request, chance)
    owners = list(_owners(body))
    if not owners or chance.random() < 0.05:
        return request._replace(content=json.dumps(chance.choice(VALUES)).encode())
    owner = chance.choice(owners)
    keys = list(owner) if isinstance(owner, dict) else list(range(len(owner)))
    if keys and chance.random() < 0.8:
        key = chance.choice(keys)
        if chance.random() < 0.2:
            del owner[key]
        else:
            owner[key] = chance.choice(VALUES)
    elif isinstance(owner, dict):
        owner[chance.choice(("", "id", "extra", "lines", "quantity", "é"))] = chance.choice(VALUES)
    else:
        owner.append(chance.choice(VALUES))
    return request._replace(content=json.dumps(body).encode())


def _owners(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _owners(inner)


def _damaged_bytes(request: SentRequest, chance: random.Random) -> SentRequest:
    content, at = request.content, chance.randint(0, len(request.content))
    match chance.randrange(4):
        case 0:
            content = content[:at]
        case 1:
            content = content[:at] + chance.randbytes(chance.randint(1, 4)) + content[at:]
        case 2:
            content = content[:at] + content[at + 1 :]
        case _:
            content += content[:at]
    return request._replace(content=content)


def _other_header(request: SentRequest, chance: random.Random) -> SentRequest:
    name, value = chance.choice(HEADERS)
    rest = [(other, kept) for other, kept in request.headers if other != name or chance.random() < 0.3]
    return request._replace(headers=[*rest, (name, value)])


def _other_path(request: SentRequest, chance: random.Random) -> SentRequest:
    path, _, query = request.url.partition("?")
    segments = path.split("/")
    at = chance.randrange(1, len(segments))
    segments[at] = chance.choice(("", "@me", "1", "x" * 300, "%00", "%ff", "..", quote("é/"), segments[at].upper()))
    return request._replace(url="/".join(segments) + (f"?{query}" if query else ""))


def _other_query(request: SentRequest, chance: random.Random) -> SentRequest:
    name = chance.choice(
        ("orderId", "limit", "cursor", "after", "q", "stage", "created_since", "fields", "metadata", "x")
    )
    value = chance.choice(("", "0", "-1", "1" * 30, "%00", "%ff%fe", "a,b", "2024-02-30", "é", "[]", "x" * 3_000))
    return request._replace(url=f"{request.url}{'&' if '?' in request.url else '?'}{name}={quote(value, safe='%')}")


@pytest.fixture(params=KINDS)
def own_demo(
    request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """A demo of the test's own."""
    with databases.create(request.param, tmp_path_factory.mktemp("demo")) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        data.prepare(installation, orders=0)
        yield Demo(installation, database, data.credentials(installation, "http://in.process.test"))
        installation.store.close()


@pytest.mark.slow
def test_no_damaged_request_is_an_internal_error(own_demo: Demo) -> None:
    chance, statuses = random.Random(27), Counter[int]()
    requests = [(route, valid_request(own_demo, route)) for route in OPERATION_PATHS]
    with open_client(own_demo.installation.application(), "in process") as client:
        for number in range(MUTATIONS):
            route, request = requests[number % len(requests)]
            request = mutated(request, chance)
            reply = client.send(_to_httpx(client, request))
            statuses[reply.status_code] += 1
            assert reply.status_code < 500, (number, request, reply.text)
            assert reply.headers["x-request-id"]
            if reply.status_code >= 400:
                _check_message(route, reply)
    assert statuses[200] > MUTATIONS / 20
    assert statuses[400] + statuses[422] > MUTATIONS / 20
    check_consistency(own_demo.installation, imported=True)


def _to_httpx(client: httpx.Client, request: SentRequest) -> httpx.Request:
    headers = [(name.encode(), value.encode()) for name, value in request.headers]
    return client.build_request(request.method, request.url, headers=headers, content=request.content)


def _check_message(route: OperationPath, reply: httpx.Response) -> None:
    """The refusal is in the envelope of the operation's dialect, while the path still belongs to it."""
    if reply.request.url.path.split("/")[1] in route.dialect.prefixes:
        assert error_message(reply, route.dialect.name, reply.status_code)
