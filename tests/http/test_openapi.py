"""Each dialect's OpenAPI document: it names every operation, and schemathesis finds no answer beyond it."""

from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.conftest import Demo
from tests.http.asking import DIALECTS, ROUTES, signed_in
from tests.http.ways import asking

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
    found = client.get(f"/openapi/{dialect}.json")
    assert found.headers["content-type"] == "application/json"
    described = found.json()
    assert described["openapi"].startswith("3.1")
    told = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert told == {(route.path, route.op.method.lower()) for route in ROUTES if route.dialect.name == dialect}
    names = [op["operationId"] for methods in described["paths"].values() for op in methods.values()]
    assert len(names) == len(set(names))
    for path, methods in described["paths"].items():
        for op in methods.values():
            in_path = {p["name"] for p in op["parameters"] if p["in"] == "path"}
            assert all("{" + name + "}" in path for name in in_path)
            assert path.count("{") == len(in_path)


@pytest.mark.slow
@pytest.mark.parametrize("real", [False, True], ids=["invented ids", "ids that exist"])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_no_answer_is_outside_of_it(demo: Demo, dialect: str, mode: GenerationMode, real: bool) -> None:
    """In process, with data that the document allows and data that it does not."""
    with asking(demo.house.application(), "in process") as client:
        schema = schemathesis.openapi.from_dict(client.get(f"/openapi/{dialect}.json").json())
        for found in schema.get_all_operations():
            operation: Any = found.ok()  # type: ignore[union-attr]
            ids = {"orderId": demo.known[dialect]["order_id"], "accountId": "@me"} if real else {}
            headers = signed_in(dialect, demo.token(dialect))
            answers = _try(client, operation.as_strategy(generation_mode=mode), headers, ids)
            assert answers, "nothing was tried"
            assert (200 in answers) or not (real and mode is GenerationMode.POSITIVE)


def _try(client: httpx.Client, cases: Any, headers: dict[str, str], ids: dict[str, str]) -> set[int]:
    """The statuses of the answers to generated requests, each of which went through the checks."""
    answers = set()

    @hypothesis.settings(
        max_examples=40,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=cases)
    def trying(case: schemathesis.Case) -> None:
        for place in (case.path_parameters, case.query):
            for name in (place or {}).keys() & ids.keys():
                place[name] = ids[name]
        sent = case.as_transport_kwargs(base_url=str(client.base_url).rstrip("/"), headers=headers)
        request = client.build_request(
            sent["method"], sent["url"], params=sent.get("params"), headers=dict(sent["headers"])
        )
        reply = client.send(request)
        answers.add(reply.status_code)
        case.validate_response(reply, checks=CHECKS)

    trying()
    return answers
