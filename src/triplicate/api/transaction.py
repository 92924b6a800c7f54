"""Idempotent write transactions: each runs in a worker thread, once per idempotency key.

A client may send an `Idempotency-Key` with every write. The response is stored, encrypted, in the same transaction as
the write, so neither ever exists without the other. The same request with the same key gets the stored response again.
A different request with that key is rejected, and so is one that arrives while the first is still in progress. A write
that fails stores nothing, not even its key: it may be corrected and sent again.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import msgspec

from triplicate.api.operation import Request
from triplicate.api.response import Response
from triplicate.api.write_executor import Claim
from triplicate.app.context import Context
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import StoredResponse
from triplicate.core import times
from triplicate.core.access import SECRETS, Principal
from triplicate.core.failures import DomainError, IdempotencyKeyReused, invalid

IDEMPOTENCY_HEADER = "Idempotency-Key"
_KEY = re.compile(rb"[ -~]{1,255}")
REPLAYED = (b"idempotent-replayed", b"true")
Work = Callable[[UnitOfWork, Context], Response]


async def run_once(request: Request, name: str, work: Work) -> Response:
    """Runs `work` in the transaction `name`, or returns its stored response if the idempotency key was used before.

    Raises DomainError: whatever `work` raises (after a rollback), InvalidInput for an invalid key,
    IdempotencyKeyReused, IdempotencyKeyInUse, Unavailable.
    """
    key = _idempotency_key(request)
    if key is None:
        return await run_in_transaction(request, name, work)
    return await run_in_transaction(
        request, name, _idempotent_work(request, key, work), (idempotency_caller(request.principal), key)
    )


async def run_in_transaction(request: Request, name: str, work: Work, claim: Claim | None = None) -> Response:
    """Runs `work` in one transaction, in a worker thread. Raises what it raises, and IdempotencyKeyInUse."""
    services = request.services

    def work_in_transaction() -> Response:
        context = services.context(request.principal, request.request_id)
        return services.store.run(name, lambda uow: work(uow, context))

    return await services.write_executor.run(request.receive, claim, work_in_transaction)


def _idempotent_work(request: Request, key: str, work: Work) -> Work:
    """Wraps `work`: it returns the stored response if there is one for this key, else runs and stores its response."""
    key_owner, fingerprint = idempotency_caller(request.principal), _request_fingerprint(request)
    keys, hours = request.services.keys, request.services.idempotency_hours

    def replay_or_work(uow: UnitOfWork, context: Context) -> Response:
        existing = uow.idempotency.find(key_owner, key, context.at)
        if existing is not None:
            if existing.fingerprint != fingerprint:
                raise DomainError(IdempotencyKeyReused())
            return _replayed_response(keys.unseal(existing.sealed))
        response = work(uow, context)
        expires_at = times.from_datetime(request.services.now() + timedelta(hours=hours))
        sealed = keys.seal(msgspec.msgpack.encode(response))
        uow.idempotency.store(
            StoredResponse(caller=key_owner, key=key, fingerprint=fingerprint, sealed=sealed, expires_at=expires_at)
        )
        return response

    return replay_or_work


def idempotency_caller(principal: Principal) -> str:
    """The owner of idempotency keys: dialect and account, plus the user if the token names one.

    A renewed token shares the keys of the previous one. A token for all accounts has keys of its own.
    """
    if principal.account is None:
        return f"{principal.dialect} token {principal.credential}"
    user = f" {principal.email.lower()}" if principal.email else ""
    return f"{principal.dialect} account {principal.account}{user}"


def _idempotency_key(request: Request) -> str | None:
    header = request.headers.get(IDEMPOTENCY_HEADER.lower().encode())
    if header is None:
        return None
    if not _KEY.fullmatch(header):
        raise invalid(IDEMPOTENCY_HEADER, "must be 1 to 255 printable ASCII characters")
    return header.decode()


def _request_fingerprint(request: Request) -> str:
    """SHA-256 of the request: method, path, query and body, each prefixed with its length.

    Includes whether the caller may see secrets, so that a stored response with secrets is never replayed to one who may
    not.
    """
    secrets_marker = b"secrets" if request.principal.may(SECRETS) else b""
    parts = (
        request.scope["method"].encode(),
        request.scope["path"].encode(),
        request.scope["query_string"],
        request.raw,
        secrets_marker,
    )
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def _replayed_response(stored_response: bytes) -> Response:
    response = msgspec.msgpack.decode(stored_response, type=Response)
    return msgspec.structs.replace(response, headers=(*(one for one in response.headers if one != REPLAYED), REPLAYED))
