"""schemathesis against `/v1`: along the OpenAPI links, and with invalid data."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import httpx
import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis.errors import FlakyStrategyDefinition, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.dialects.native.native_api_fixtures import open_native_api
from tests.server.application_fixtures import serve_on_socket
from triplicate.main import Installation

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
]
ROW_BY_ROW = {"placeOrders", "moveOrders"}
"""Their rows are refused one by one, in an answer with status 200."""
PER_OPERATION, WALKS, STEPS, AT_ONCE = 10, 20, 20, 5


class ApiDescription(NamedTuple):
    """The document as a running server tells it, a session with it, headers that sign in, and an order's id."""

    schema: Any
    session: requests.Session
    headers: dict[str, str]
    order: str

    def __repr__(self) -> str:
        """Without the token, in reports of failed tests too."""
        return "a description"


@pytest.fixture(scope="module")
def api_description(shared_installation: Installation) -> Iterator[ApiDescription]:
    """The document of a server, and a bureau's clerk."""
    with serve_on_socket(shared_installation.application()) as (host, port):
        base = f"http://{host}:{port}"
        document = httpx.get(f"{base}/openapi/native.json", trust_env=False).json()
        schema = schemathesis.openapi.from_dict(_without_security(document))
        schema.config.update(base_url=base)
        with requests.Session() as session, httpx.Client(base_url=base, trust_env=False) as client:
            session.trust_env = False
            bureau = open_native_api(shared_installation, client)
            headers = {"Authorization": f"Bearer {bureau.tokens['clerk']}"}
            yield ApiDescription(schema, session, headers, bureau.place()["id"])


def _without_security(document: dict[str, Any]) -> dict[str, Any]:
    """The document for somebody who is signed in anyway: taking the token away makes no request a wrong one."""
    for methods in document["paths"].values():
        for operation in methods.values():
            del operation["security"]
    return {name: value for name, value in document.items() if name != "security"}


def walk(described: ApiDescription, walks: int, steps: int) -> Counter[tuple[str, int]]:
    """Places orders and follows links from answer to answer; how often each operation was answered how.

    Hypothesis wants the same choices to lead to the same answers, which a server that remembers cannot promise: where
    it notices, the next few walks begin.
    """
    answered: Counter[tuple[str, int]] = Counter()
    machine: Any = described.schema.as_state_machine()

    class Walk(machine):
        def setup(self) -> None:
            self.orders = [described.order]

        def before_call(self, case: schemathesis.Case) -> None:
            """An order that nobody has leads nowhere: it stands for the newest."""
            if case.path_parameters and case.path_parameters.get("orderId") not in self.orders:
                case.path_parameters["orderId"] = self.orders[-1]
            run_concurrently(case)

        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            any_version = {"If-Match": "*"} if "If-Match" in (case.headers or {}) else {}
            return {"headers": described.headers | any_version, "session": described.session}

        def validate_response(self, response: Any, case: schemathesis.Case, **more: Any) -> None:
            answered[case.operation.definition.raw["operationId"], response.status_code] += 1
            if response.status_code == 201:
                self.orders.append(response.json()["id"])
            case.validate_response(response, checks=CHECKS)

    for _ in range(walks // AT_ONCE):
        with suppress(FlakyStrategyDefinition):
            Walk.run(settings=_settings(AT_ONCE, stateful_step_count=steps))
    return answered


def refused(described: ApiDescription, examples: int) -> Counter[int]:
    """Sends each operation what its description does not allow; how often which status was the answer."""
    answered: Counter[int] = Counter()
    for found in described.schema.get_all_operations():
        operation = found.ok()
        if operation.definition.raw["operationId"] in ROW_BY_ROW:
            continue

        @_settings(examples)
        @hypothesis.given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        def trying(case: schemathesis.Case) -> None:
            run_concurrently(case)
            reply = case.call(headers=described.headers, session=described.session)
            answered[reply.status_code] += 1
            allowed = [] if reads_as_a_list(case) else [negative_data_rejection]
            case.validate_response(reply, checks=[*CHECKS, *allowed])

        with suppress(Unsatisfiable):  # of an operation that takes nothing but an id, whatever is sent is allowed
            trying()
    return answered


def reads_as_a_list(case: schemathesis.Case) -> bool:
    """Whether a parameter that should be a list is a single value, which on the wire is a list of one."""
    lists = {one.name for one in case.operation.query if one.definition["schema"].get("type") == "array"}
    return any(name in lists and not isinstance(value, list) for name, value in (case.query or {}).items())


def run_concurrently(case: schemathesis.Case) -> None:
    """Nobody waits for events here."""
    if case.query and str(case.query.get("wait")) in map(str, range(31)):
        case.query["wait"] = 0


def _settings(examples: int, **more: Any) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        **more,
    )


@pytest.mark.slow
def test_a_walk_along_the_links(api_description: ApiDescription) -> None:
    answered = walk(api_description, WALKS, STEPS)
    assert len({name for (name, status) in answered if status < 300}) > 5, answered


@pytest.mark.slow
def test_what_the_document_does_not_allow_is_refused(api_description: ApiDescription) -> None:
    answered = refused(api_description, PER_OPERATION)
    assert answered[400] > 50, answered


@pytest.mark.soak
def test_a_long_walk_along_the_links(api_description: ApiDescription) -> None:
    answered = walk(api_description, 400, 40)
    assert len({name for (name, status) in answered if status < 300}) > 15, answered


@pytest.mark.soak
def test_much_that_the_document_does_not_allow(api_description: ApiDescription) -> None:
    assert refused(api_description, 400)[400] > 5000
