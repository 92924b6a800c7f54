"""The client of the local database: runs the operations of the native API in this process, without a server.

Each call runs the operation's handler, with the checks that come before it, as the operator. There is no routing, no
sign-in and no ASGI; failures become the exceptions that the client of a server raises.
"""

import asyncio
import logging
import os
import uuid
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from urllib.parse import unquote

import msgspec

from triplicate.api.dialect import Handler
from triplicate.api.http_errors import AnyFailure, HttpError, InternalError
from triplicate.api.operation import AnyOperation, Operation
from triplicate.api.replies import to_response
from triplicate.api.request import Request
from triplicate.api.response import Receive, Response
from triplicate.client import RetryPolicy, Triplicate, TriplicateError
from triplicate.core.access import OPERATOR
from triplicate.core.failures import DomainError
from triplicate.dialects.native.client import calls
from triplicate.dialects.native.client.errors import error_for
from triplicate.dialects.native.dialect import DIALECT
from triplicate.dialects.native.failures import problem
from triplicate.http_client.request_builder import OutboundRequest, Values
from triplicate.main import Installation
from triplicate.server.preconditions import with_preconditions

LOCAL_URL = "http://127.0.0.1:8000"
"""The base URL of links without a server and a public URL."""
_RETRY_POLICY = RetryPolicy(attempts=3, first_delay_s=0.1, max_delay_s=1.0)
P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")
log = logging.getLogger("triplicate")


class LocalTriplicate(Triplicate):
    """All operations of the native API on an installation in this process, for all accounts. Not thread-safe."""

    def __init__(self, installation: Installation) -> None:
        super().__init__(LOCAL_URL, None, retry_policy=_RETRY_POLICY)
        self._services = installation.services(installation.reader())
        self._handlers: dict[str, Handler] = {
            endpoint.operation.name: with_preconditions(DIALECT, endpoint) for endpoint in DIALECT.endpoints
        }
        self._runner = asyncio.Runner()  # its event loop runs only during a call
        self._request_id = f"cli-{os.getpid()}"

    def close(self) -> None:
        """Finishes started writes, and closes the database's connections."""
        self._runner.run(self._services.close())
        self._runner.close()
        super().close()

    def _call(
        self,
        operation: Operation[P, B, R],
        parameters: P | Values = {},  # noqa: B006
        body: msgspec.Struct | None = None,
        *,
        version: int | None = None,
        key: str | None = None,
        extra_timeout_s: float = 0.0,
        forever: bool = False,
    ) -> R:
        """Runs an operation and returns its reply. Raises TriplicateError.

        A change without a `key` gets a new one, so that it is made once. `forever` retries transient errors without
        limit. The other arguments are those of a connection to a server.
        """
        if operation.method != "GET":
            key = key if key is not None else str(uuid.uuid4())
        outbound = calls.build_request(operation, parameters, body, key, version)
        return self._transport.retry(lambda: self._attempt(operation, outbound), forever=forever)

    def _attempt(self, operation: Operation[P, B, R], outbound: OutboundRequest) -> R:
        try:
            response = self._runner.run(self._handle(operation, outbound))
        except (DomainError, HttpError) as error:
            raise self._error(error.failure) from error.__cause__
        except Exception as error:
            log.exception("%s failed", operation.name)
            raise self._error(InternalError()) from error
        kind = operation.reply.kind
        return cast(R, response.body.decode()) if kind is str else msgspec.json.decode(response.body, type=kind)

    async def _handle(self, operation: AnyOperation, outbound: OutboundRequest) -> Response:
        path, _, query = outbound.target.partition("?")
        scope = {
            "type": "http",
            "method": outbound.method,
            "path": path,
            "query_string": query.encode(),
            "scheme": "http",
        }
        headers = {name.lower().encode(): value.encode() for name, value in outbound.headers.items()}
        request = Request(
            operation,
            scope,
            _receive_once(outbound.content or b""),
            {b"host": LOCAL_URL.removeprefix("http://").encode(), **headers},
            self._request_id.encode(),
            OPERATOR,
            _path_parameters(operation.paths[0], path),
            self._services,
        )
        result = await self._handlers[operation.name](request)
        return to_response(operation.reply, operation.statuses[0], result)

    def _error(self, failure: AnyFailure) -> TriplicateError:
        return error_for(msgspec.structs.replace(problem(failure), request_id=self._request_id))


def _path_parameters(template: str, path: str) -> dict[str, str]:
    """The values of the path's parameters: `{orderId}` in `/v1/orders/{orderId}`."""
    segments = zip(template.split("/"), path.split("/"), strict=True)
    return {name[1:-1]: unquote(value) for name, value in segments if name.startswith("{")}


def _receive_once(content: bytes) -> Receive:
    """Receives the body as one message, and then waits: this caller does not disconnect."""
    messages: list[Mapping[str, Any]] = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive() -> Any:
        if messages:
            return messages.pop()
        return await asyncio.get_running_loop().create_future()

    return receive
