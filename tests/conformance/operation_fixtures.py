"""Test requests for every operation of every dialect: URLs, credentials, minimal bodies, and error messages."""

import re
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import msgspec

from tests.app.files.artwork_fixtures import image
from tests.conformance.job_fixtures import operator_token, owners_job
from tests.conformance.minimal_body_fixtures import minimal_value
from tests.conformance.registry import CONFORMANCES
from tests.conftest import Demo
from triplicate.api.bodies import JsonBody, UploadBody
from triplicate.api.dialect import Dialect
from triplicate.api.operation import AnyOperation, Precondition
from triplicate.core import ids
from triplicate.core.access import ADMIN
from triplicate.demo import documents
from triplicate.discovery import load_dialects

DIALECTS = {dialect.name: dialect for dialect in load_dialects()}
PREFIXES = [(dialect.name, prefix) for dialect in DIALECTS.values() for prefix in dialect.prefixes]
(_WITH_PIECES,) = (name for name, conformance in CONFORMANCES.items() if conformance.sample_piece)
PIECE_ID = str(CONFORMANCES[_WITH_PIECES].sample_piece)
"""The piece of a vendor's own order."""
FILE_CONTENT = next(documents.files()).id
"""A picture of the owner's account."""
ADDRESSES: list[tuple[str | None, bytes]] = [
    *(
        (dialect.name, re.sub(r"\{\w+\}", "x", path).encode())
        for dialect in DIALECTS.values()
        for path in next(op for op in dialect.operations if "orderId" in op.parameters.__struct_fields__).paths
    ),
    (None, b"/nowhere"),
]
"""A path of an order in each dialect, under each of its names, and one that is no dialect's."""
UNKNOWN_ACCOUNT = "00000000-1111-4222-8333-444444444444"
"""A GUID that is nobody's."""


class OperationPath(NamedTuple):
    """One operation under one of its paths."""

    dialect: Dialect
    operation: AnyOperation
    path: str

    def __str__(self) -> str:
        return f"{self.dialect.name} {self.operation.method} {self.path}"


OPERATION_PATHS = [OperationPath(d, op, path) for d in DIALECTS.values() for op in d.operations for path in op.paths]
"""The route table itself: a new operation is swept without a word said here."""


READ_PATHS = [route for route in OPERATION_PATHS if route.operation.method == "GET"]
WRITE_PATHS = [route for route in OPERATION_PATHS if route.operation.method != "GET"]
JSON_PATHS = [route for route in WRITE_PATHS if isinstance(route.operation.body, JsonBody)]
FILE_PATHS = [route for route in OPERATION_PATHS if "fileId" in route.operation.parameters.__struct_fields__]
ACCOUNT_INDEPENDENT = {"getStatuses", "getModels", "getCarriers"}
"""What answers everybody alike who may ask, since it is about nobody's own things. Nothing else may."""
OF_ONE_ACCOUNT = {"listFiles"}
"""Lists of one account, which a credential of all accounts must name."""
ORDER_PATHS = [route for route in OPERATION_PATHS if "orderId" in route.operation.parameters.__struct_fields__]


def own_parameters(demo: Demo, dialect: str) -> dict[str, str]:
    """What stands for the parameters of a dialect's operations: an order of the demo's owner, whichever it came by."""
    credentials = demo.credentials[dialect]
    order = credentials.get("order_id", demo.credentials[_WITH_PIECES]["order_id"])
    values = {
        "orderId": order,
        "pieceId": PIECE_ID,
        "fileId": FILE_CONTENT,
        "accountId": credentials.get("account_id", ""),
    }
    return values | {"dialect": documents.dialects()[-1], "jobId": owners_job(demo)}


def url_of(route: OperationPath, demo: Demo, **values: str) -> str:
    """The URL of an operation with the demo's ids, or `values`, for its parameters."""
    parameters = own_parameters(demo, route.dialect.name) | values
    in_path = set(re.findall(r"\{(\w+)\}", route.path))
    url = re.sub(r"\{(\w+)\}", lambda found: quote(parameters[found[1]], safe="@"), route.path)
    names = {field.encode_name for field in msgspec.structs.fields(route.operation.parameters)}
    needed = sorted((names & parameters.keys()) - in_path)
    return f"{url}?{'&'.join(f'{name}={quote(parameters[name])}' for name in needed)}" if needed else url


def send(client: httpx.Client, route: OperationPath, url: str, headers: Any, **more: Any) -> httpx.Response:
    """The answer to an operation, with the least that it takes: a body, and any version, where it wants them."""
    headers = httpx.Headers(headers)
    if route.operation.precondition is Precondition.IF_MATCH:
        headers.setdefault("If-Match", "*")
    body = route.operation.body
    if isinstance(body, JsonBody):
        more = {"json": minimal_body_of(route)} | more
    if isinstance(body, UploadBody):
        more = {"files": {body.part: ("front.png", image())}} | more
    return client.request(route.operation.method, url, headers=headers, **more)


def minimal_body_of(route: OperationPath) -> Any:
    """The smallest body of an operation, or its example where nothing smaller can be made up."""
    assert isinstance(route.operation.body, JsonBody)
    try:
        return minimal_value(route.operation.body.schema_type)
    except NotImplementedError:
        assert route.operation.example is not None, f"{route} needs an example"
        return route.operation.example


def token_for(demo: Demo, dialect: str, operation: AnyOperation, kind: str = "token") -> str:
    """A token with which the demo's owner, or the stranger, may ask for an operation."""
    return operator_token(demo, kind) if operation.access.scope == ADMIN else demo.token(dialect, kind)


def auth_headers(dialect: str, token: str) -> dict[str, str]:
    """The headers that carry a token."""
    return CONFORMANCES[dialect].auth_headers(token)


def order_url(dialect: str, id: str, account: str = "@me") -> str:
    """Where a dialect has an order."""
    return CONFORMANCES[dialect].order_url(id, account)


def id_in(dialect: str, guid: str) -> str:
    """The id in a dialect of an order that has a GUID of its own."""
    return ids.derived_oid("order", guid) if CONFORMANCES[dialect].id_kind == "oid" else guid


def get_order(client: httpx.Client, demo: Demo, dialect: str, id: str, **headers: str) -> httpx.Response:
    """Asks for an order as the demo's owner."""
    return client.get(order_url(dialect, id), headers=auth_headers(dialect, demo.token(dialect)) | headers)


def error_message(reply: httpx.Response, dialect: str | None, status: int) -> str:
    """The one sentence of a refusal, after a look at its envelope; no dialect means a problem (RFC 9457)."""
    assert reply.status_code == status, reply.text
    assert reply.headers["x-request-id"]
    message: str = message_in_envelope(reply.json(), reply.headers["content-type"], dialect, status)
    assert "Traceback" not in message
    assert not message.startswith("<")
    return message


def message_in_envelope(body: Any, content_type: str, dialect: str | None, status: int) -> Any:
    """The sentence inside a dialect's envelope, which must have exactly the members it is documented with."""
    if dialect is None:
        assert content_type == "application/problem+json"
        assert body.keys() == {"type", "title", "status", "detail", "request_id"}
        assert body["status"] == status
        return body["detail"]
    return CONFORMANCES[dialect].error_sentence(body, content_type, status)
