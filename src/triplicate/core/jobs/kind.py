"""Kind of job: its name, the type of its payload, and how its jobs are run and tried again."""

from enum import IntEnum
from typing import Generic, TypeVar

import msgspec

from triplicate.core.jobs.backoff import Backoff
from triplicate.core.jobs.limits import Limits

MAX_PAYLOAD_BYTES = 64 * 1024
P = TypeVar("P", bound=msgspec.Struct)


class Priority(IntEnum):
    """How large a share of the workers a job has while others wait: none of them waits for ever."""

    URGENT = 0
    NORMAL = 1
    BULK = 2


class UnreadablePayload(Exception):
    """A stored payload does not have the type of its kind; the message says where it differs."""


class JobKind(msgspec.Struct, Generic[P], frozen=True, kw_only=True):
    """A kind of job as one value, which `app.jobs.handlers.handle` pairs with its handler.

    - `payload` is the type of what its jobs carry; encoded, at most 64 KiB. Operators read it: no secrets.
    - A job that has failed `max_attempts` times is dead; until then, `backoff` says when it is tried again.
    - A worker has a job for `lease_s` seconds, unless it renews the lease; then another worker takes it.
    - Kinds with `limits` compute in a child process, which is held to them.
    """

    name: str
    payload: type[P]
    max_attempts: int = 8
    backoff: Backoff = Backoff()
    lease_s: float = 60.0
    priority: Priority = Priority.NORMAL
    limits: Limits | None = None

    def encode(self, payload: P) -> bytes:
        """The payload as it is stored; raises ValueError if it is too large."""
        content = msgspec.json.encode(payload)
        if len(content) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"the payload of a job of kind {self.name} has {len(content)} bytes")
        return content

    def decode(self, content: bytes) -> P:
        """The payload of a stored job; raises UnreadablePayload."""
        try:
            return msgspec.json.decode(content, type=self.payload)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadablePayload(str(error)) from error
