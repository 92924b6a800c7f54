"""Write transactions of HTTP requests: each runs in a worker thread, once per `Idempotency-Key` (`app.idempotency`)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import msgspec

from triplicate.api.operation import Operation
from triplicate.api.replies import to_response
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import Response
from triplicate.api.write_executor import Claim
from triplicate.app import idempotency
from triplicate.app.context import Context
from triplicate.app.idempotency import IdempotencyKey, find_response, run_idempotent
from triplicate.app.ports import UnitOfWork
from triplicate.core.failures import invalid

IDEMPOTENCY_HEADER = "Idempotency-Key"
_KEY = re.compile(rb"[ -~]{1,255}")
REPLAYED = (b"idempotent-replayed", b"true")
P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")
Work = Callable[[UnitOfWork, Context], R]


class _ResponseCodec:
    """Responses are stored as MessagePack."""

    encode = staticmethod(msgspec.msgpack.encode)

    @staticmethod
    def decode(encoded: bytes) -> Response:
        return msgspec.msgpack.decode(encoded, type=Response)


async def run_once(request: Request[P, B], operation: Operation[P, B, R], work: Work[R | Response]) -> Response:
    """Runs `work` in a transaction, or returns its stored response if the idempotency key was used before.

    A replay takes one read and no transaction. Who finds nothing looks again in the transaction, which locks the key.

    Raises DomainError: whatever `work` raises (after a rollback), InvalidInput for an invalid key,
    IdempotencyKeyReused, IdempotencyKeyInUse, Unavailable.
    """
    key = _idempotency_key(request)
    if key is None:
        return await run_in_transaction(request, operation, work)
    context = request.services.context(request.principal, request.request_id)
    stored_response = await find_response(request.services.reader, context, key, _ResponseCodec)
    if stored_response is not None:
        return _marked_as_replay(stored_response)
    respond = _responding(operation, work)

    def idempotent_work(uow: UnitOfWork, context: Context) -> Response:
        response, is_replay = run_idempotent(uow, context, key, lambda: respond(uow, context), _ResponseCodec)
        return _marked_as_replay(response) if is_replay else response

    return await _run(request, operation.name, idempotent_work, (key.owner, key.key))


async def run_in_transaction(
    request: Request[P, B], operation: Operation[P, B, R], work: Work[R | Response]
) -> Response:
    """Runs `work` in one transaction, in a worker thread, and encodes its reply there. Raises what it raises."""
    return await _run(request, operation.name, _responding(operation, work))


def _responding(operation: Operation[P, B, R], work: Work[R | Response]) -> Work[Response]:
    """The same work, with its reply as the operation's response."""
    return lambda uow, context: to_response(operation.reply, operation.statuses[0], work(uow, context))


async def _run(request: AnyRequest, name: str, work: Work[Response], claim: Claim | None = None) -> Response:
    """Runs `work` in the transaction `name`. Raises what it raises, and IdempotencyKeyInUse."""
    services = request.services

    def work_in_context(uow: UnitOfWork) -> Response:
        return work(uow, services.context(request.principal, request.request_id))

    account = request.principal.account
    return await services.write_executor.run(request.receive, account, claim, name, work_in_context)


def _idempotency_key(request: AnyRequest) -> IdempotencyKey | None:
    header = request.headers.get(IDEMPOTENCY_HEADER.lower().encode())
    if header is None:
        return None
    if not _KEY.fullmatch(header):
        raise invalid(IDEMPOTENCY_HEADER, "must be 1 to 255 printable ASCII characters")
    scope = request.scope
    parts = (scope["method"].encode(), scope["path"].encode(), scope["query_string"], request.raw)
    return IdempotencyKey(
        owner=idempotency.key_owner(request.principal),
        key=header.decode(),
        fingerprint=idempotency.fingerprint(request.principal, parts),
        lifetime=timedelta(hours=request.services.idempotency_hours),
    )


def _marked_as_replay(response: Response) -> Response:
    return msgspec.structs.replace(
        response, headers=(*(header for header in response.headers if header != REPLAYED), REPLAYED)
    )
