"""Operations with types of their own, and a client of them."""

from typing import TypeVar

import msgspec

from triplicate.api.bodies import JsonBody, upload
from triplicate.api.operation import Operation
from triplicate.api.replies import JsonReply

P = TypeVar("P", bound=msgspec.Struct)
B = TypeVar("B")
R = TypeVar("R")


class Query(msgspec.Struct):
    """The parameters."""

    limit: int = 20


class Amendment(msgspec.Struct):
    """The body."""

    name: str


class Thing(msgspec.Struct):
    """The reply."""

    name: str


AMEND = Operation(
    name="amend",
    method="PATCH",
    paths=("/things",),
    summary="Amend",
    parameters=Query,
    body=JsonBody(Amendment),
    reply=JsonReply(Thing),
    statuses=(200,),
)
UPLOAD = Operation(
    name="store",
    method="POST",
    paths=("/things",),
    summary="Store",
    parameters=Query,
    body=upload("file", max_bytes=1000),
    reply=JsonReply(Thing),
    statuses=(200,),
)


class Connection:
    """A client: what it returns follows from the operation."""

    def call(self, operation: Operation[P, B, R]) -> R:
        """Nothing is sent."""
        return operation.reply.kind()
