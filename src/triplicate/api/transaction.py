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

from triplicate.api.operation import Call
from triplicate.api.response import Answer
from triplicate.api.write_executor import Claim
from triplicate.app.context import Acting
from triplicate.app.ports import Unit
from triplicate.app.records import Kept
from triplicate.core import times
from triplicate.core.access import SECRETS, Principal
from triplicate.core.failures import KeyReused, Refused, invalid

HEADER = "Idempotency-Key"
_KEY = re.compile(rb"[ -~]{1,255}")
REPLAYED = (b"idempotent-replayed", b"true")
Work = Callable[[Unit, Acting], Answer]


async def change(call: Call, name: str, work: Work) -> Answer:
    """Runs `work` in the transaction `name`, or returns its stored response if the idempotency key was used before.

    Raises DomainError: whatever `work` raises (after a rollback), InvalidInput for an invalid key,
    IdempotencyKeyReused, IdempotencyKeyInUse, Unavailable.
    """
    key = _key(call)
    if key is None:
        return await transaction(call, name, work)
    return await transaction(call, name, _once(call, key, work), (caller(call.principal), key))


async def transaction(call: Call, name: str, work: Work, claim: Claim | None = None) -> Answer:
    """Runs `work` in one transaction, in a worker thread. Raises what it raises, and IdempotencyKeyInUse."""
    services = call.services

    def in_one_transaction() -> Answer:
        acting = Acting(call.principal, times.of(services.now()), call.request_id, services.keys)
        return services.store.run(name, lambda unit: work(unit, acting))

    return await services.writers.run(call.receive, claim, in_one_transaction)


def _once(call: Call, key: str, work: Work) -> Work:
    """Wraps `work`: it returns the stored response if there is one for this key, else runs and stores its response."""
    whose, fingerprint = caller(call.principal), _fingerprint(call)
    keys, hours = call.services.keys, call.services.idempotency_hours

    def once(unit: Unit, acting: Acting) -> Answer:
        known = unit.idempotency.find(whose, key, acting.at)
        if known is not None:
            if known.fingerprint != fingerprint:
                raise Refused(KeyReused())
            return _again(keys.unseal(known.sealed))
        reply = work(unit, acting)
        expires_at = times.of(call.services.now() + timedelta(hours=hours))
        sealed = keys.seal(msgspec.msgpack.encode(reply))
        unit.idempotency.keep(
            Kept(caller=whose, key=key, fingerprint=fingerprint, sealed=sealed, expires_at=expires_at)
        )
        return reply

    return once


def caller(principal: Principal) -> str:
    """The owner of idempotency keys: dialect and account, plus the user if the token names one.

    A renewed token shares the keys of the previous one. A token for all accounts has keys of its own.
    """
    if principal.account is None:
        return f"{principal.dialect} token {principal.credential}"
    who = f" {principal.email.lower()}" if principal.email else ""
    return f"{principal.dialect} account {principal.account}{who}"


def _key(call: Call) -> str | None:
    given = call.headers.get(HEADER.lower().encode())
    if given is None:
        return None
    if not _KEY.fullmatch(given):
        raise invalid(HEADER, "must be 1 to 255 printable ASCII characters")
    return given.decode()


def _fingerprint(call: Call) -> str:
    """SHA-256 of the request: method, path, query and body, each prefixed with its length.

    Includes whether the caller may see secrets, so that a stored response with secrets is never replayed to one who may
    not.
    """
    seeing = b"secrets" if call.principal.may(SECRETS) else b""
    parts = (call.scope["method"].encode(), call.scope["path"].encode(), call.scope["query_string"], call.raw, seeing)
    found = hashlib.sha256()
    for part in parts:
        found.update(b"%d:" % len(part))
        found.update(part)
    return found.hexdigest()


def _again(kept: bytes) -> Answer:
    reply = msgspec.msgpack.decode(kept, type=Answer)
    return msgspec.structs.replace(reply, headers=(*(one for one in reply.headers if one != REPLAYED), REPLAYED))
