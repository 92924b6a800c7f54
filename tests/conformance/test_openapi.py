"""OpenAPI documents: every operation is described, and schemathesis finds no undocumented response."""

from collections.abc import Iterator
from typing import Any

import httpx
import hypothesis
import msgspec
import pytest
import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.api.sample_dialect_fixtures import SampleHandlers
from tests.conformance.operation_fixtures import DIALECTS, OPERATION_PATHS, auth_headers, own_parameters, token_for
from tests.conftest import Demo
from tests.server.application_fixtures import open_client
from tests.store.database_fixtures import KINDS, DatabaseFactory
from triplicate.api import openapi
from triplicate.api.bodies import JsonBody
from triplicate.api.dialect import Dialect
from triplicate.api.replies import JsonReply, OrderReply
from triplicate.core.json import ijson
from triplicate.demo import data
from triplicate.main import Installation

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_it_names_every_operation(client: httpx.Client, dialect: str) -> None:
    reply = client.get(f"/openapi/{dialect}.json")
    assert reply.headers["content-type"] == "application/json"
    described = reply.json()
    assert described["openapi"].startswith("3.1")
    told = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert told == {
        (route.path, route.operation.method.lower()) for route in OPERATION_PATHS if route.dialect.name == dialect
    }
    names = [op["operationId"] for methods in described["paths"].values() for op in methods.values()]
    assert len(names) == len(set(names))
    for path, methods in described["paths"].items():
        for op in methods.values():
            in_path = {p["name"] for p in op["parameters"] if p["in"] == "path"}
            assert all("{" + name + "}" in path for name in in_path)
            assert path.count("{") == len(in_path)


DOCUMENTED = [*DIALECTS.values(), SampleHandlers().dialect(), SampleHandlers().dialect(strict_json=True)]
documented = pytest.mark.parametrize("dialect", DOCUMENTED, ids=lambda dialect: dialect.name)


def sent_document(dialect: Dialect) -> Any:
    """The document as it is sent."""
    return msgspec.json.decode(msgspec.json.encode(openapi.openapi_document(dialect)))


def sample_dialect(method: str, path: str, **more: Any) -> Any:
    """What the workshop's document says of an operation."""
    return sent_document(SampleHandlers().dialect(**more))["paths"][path][method]


@pytest.mark.slow
@documented
def test_it_is_valid(dialect: Dialect) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(sent_document(dialect)).iter_errors()] == []


@documented
def test_every_name_leads_somewhere(dialect: Dialect) -> None:
    described = sent_document(dialect)
    names: dict[str, set[str]] = {}

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if "$ref" in value and isinstance(value["$ref"], str):
                _, place, name = value["$ref"].rsplit("/", 2)
                names.setdefault(place, set()).add(name)
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look(described["paths"])
    look(described["components"])
    assert names["schemas"]
    for place, found in names.items():
        assert found <= described["components"][place].keys()
    assert all(name.isidentifier() for name in described["components"]["schemas"])
    ids = {op["operationId"] for methods in described["paths"].values() for op in methods.values()}
    for methods in described["paths"].values():
        for op in methods.values():
            for answer in op["responses"].values():
                assert {link["operationId"] for link in answer.get("links", {}).values()} <= ids


@documented
def test_its_examples_are_valid(dialect: Dialect) -> None:
    for op in dialect.operations:
        if op.example is not None:
            assert isinstance(op.body, JsonBody)
            assert isinstance(ijson.convert(op.example, op.body.schema_type), op.body.schema_type)
        if op.reply_example is not None:
            ijson.convert(op.reply_example, op.reply.kind)
    for kind, value in dialect.samples.items():
        assert isinstance(ijson.convert(value, kind), kind)


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=sorted(DIALECTS))
def test_every_reply_has_an_example(dialect: Dialect) -> None:
    """Its own, or that of its type."""
    replies = {op.name: op for op in dialect.operations if isinstance(op.reply, JsonReply | OrderReply)}
    shown = {name for name, op in replies.items() if op.reply_example is not None or op.reply.kind in dialect.samples}
    assert replies.keys() - shown == set()


def test_a_body_is_described() -> None:
    body = sample_dialect("post", "/things")["requestBody"]
    assert body == {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Thing"},
                "example": {"name": "cup", "count": 2},
            }
        },
    }
    assert sample_dialect("put", "/things/{id}/end")["requestBody"]["required"] is False
    assert "requestBody" not in sample_dialect("put", "/things/{id}/file")


def test_words_of_a_query_are_never_null() -> None:
    described = {one["name"]: one["schema"] for one in sample_dialect("get", "/things")["parameters"]}
    assert described == {
        "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
        "colour": {"type": "array", "items": {"enum": ["green", "red"]}},
        "counts": {"type": "array", "items": {"type": "integer"}},
        "heavy": {"type": "boolean"},
        "since": {"type": "string"},
    }


def test_headers_are_described_where_they_count() -> None:
    def headers(method: str, path: str) -> dict[str, bool]:
        parameters = sample_dialect(method, path)["parameters"]
        return {one["name"]: one["required"] for one in parameters if one["in"] == "header"}

    assert headers("get", "/things") == {}
    assert headers("post", "/things") == {"Idempotency-Key": False}
    assert headers("delete", "/things/{id}") == {"Idempotency-Key": False}
    assert headers("patch", "/things/{id}") == {"Idempotency-Key": False, "If-Match": True}


def test_answers_are_described_with_their_headers_and_links() -> None:
    made = sample_dialect("post", "/things")["responses"]["201"]
    assert made["headers"].keys() == {"X-Request-Id", "ETag", "Location", "Idempotent-Replayed"}
    assert made["links"] == {"look": {"operationId": "look", "parameters": {"id": "$response.body#/id"}}}
    assert sample_dialect("get", "/things")["responses"]["200"]["headers"].keys() == {"X-Request-Id"}
    assert "304" in sample_dialect("get", "/things/{id}")["responses"]
    assert "304" not in sample_dialect("get", "/things")["responses"]


def test_failures_follow_from_what_an_operation_is() -> None:
    """404 is not among them: whether there is such a thing is the handler's to say, and its list's."""
    always = {"400", "401", "403", "405", "500", "503"}
    changing = always | {"408", "409", "413", "422"}
    assert sample_dialect("get", "/things/{id}")["responses"].keys() == always | {"200", "304"}
    assert sample_dialect("get", "/things")["responses"].keys() == always | {"200", "422"}
    assert sample_dialect("delete", "/things/{id}")["responses"].keys() == changing | {"200"}
    assert sample_dialect("patch", "/things/{id}")["responses"].keys() == changing | {"200", "412", "428"}
    assert sample_dialect("post", "/things", strict_json=True)["responses"].keys() == changing | {"201", "415"}


def test_failures_have_the_content_type_of_the_dialect() -> None:
    described = sent_document(DIALECTS["native"])["components"]["responses"]
    assert {kind for one in described.values() for kind in one["content"]} == {"application/problem+json"}


def test_scopes_are_named() -> None:
    assert sample_dialect("get", "/things")["security"] == [{"token": ["orders:read"]}]
    assert sample_dialect("post", "/things")["security"] == [{"token": ["orders:write"]}]


@pytest.fixture(scope="module", params=KINDS)
def writable_demo(
    request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """A demo that may be changed at random."""
    with databases.create(request.param, tmp_path_factory.mktemp("demo")) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        data.prepare(installation, orders=0)
        yield Demo(installation, database, data.credentials(installation, "http://in.process.test"))
        installation.store.close()


@pytest.mark.slow
@pytest.mark.parametrize("real", [False, True], ids=["invented ids", "ids that exist"])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_no_answer_is_outside_of_it(writable_demo: Demo, dialect: str, mode: GenerationMode, real: bool) -> None:
    """In process, with data that the document allows and data that it does not."""
    with open_client(writable_demo.installation.application(), "in process") as client:
        schema = schemathesis.openapi.from_dict(client.get(f"/openapi/{dialect}.json").json())
        examples = max(5, 40 // len(DIALECTS[dialect].operations))
        for found in schema.get_all_operations():
            operation: Any = found.ok()  # type: ignore[union-attr]
            ids = own_parameters(writable_demo, dialect) | {"accountId": "@me"} if real else {}
            headers = auth_headers(dialect, _token(writable_demo, dialect, operation))
            answers = _try(client, operation.as_strategy(generation_mode=mode), headers, ids, examples)
            assert answers, "nothing was tried"
            readable = real and mode is GenerationMode.POSITIVE and operation.method == "get"
            assert 200 in answers or not readable


def _token(demo: Demo, dialect: str, operation: Any) -> str:
    raw = operation.definition.raw
    name = raw.get("x-same-as", raw["operationId"])
    return token_for(demo, dialect, next(each for each in DIALECTS[dialect].operations if each.name == name))


def _try(client: httpx.Client, cases: Any, headers: dict[str, str], ids: dict[str, str], examples: int) -> set[int]:
    """The statuses of the answers to generated requests, each of which went through the checks."""
    answers = set()

    @hypothesis.settings(
        max_examples=examples,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=cases)
    def trying(case: schemathesis.Case) -> None:
        for place in (case.path_parameters, case.query):
            for name in (place or {}).keys() & ids.keys():
                place[name] = ids[name]
        if case.query.get("wait") in range(1, 31):
            case.query["wait"] = 0  # nobody has time to wait
        reply = client.send(_request(client, case, headers))
        answers.add(reply.status_code)
        case.validate_response(reply, checks=CHECKS)

    trying()
    return answers


def _request(client: httpx.Client, case: schemathesis.Case, headers: dict[str, str]) -> httpx.Request:
    sent = case.as_transport_kwargs(base_url=str(client.base_url).rstrip("/"), headers=headers)
    lines = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in sent["headers"].items()]
    if "json" in sent:
        body = {"json": sent["json"]}
    elif sent.get("files"):
        body = {"files": [(name, _part(*given)) for name, given in sent["files"]]}
    else:
        body = {"content": sent.get("data")}
    request = client.build_request(sent["method"], sent["url"], params=sent.get("params"), headers=lines, **body)
    request.read()  # a form is made while it is sent, and the checks look at it again
    return request


def _part(name: str | None, content: Any) -> tuple[str | None, str | bytes]:
    """A part of a form; where it is no file, anything may be in it."""
    return name, content if isinstance(content, str | bytes) else str(content)
