"""What is measured, as values: who answers, which request, and how to tell a right answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from harness.spawn import Server

DATABASES = ("sqlite", "postgresql")
KINDS = ("hello", "stored", "textbook", "triplicate")
DIALECTS = ("printags", "marketiger", "axim", "native")
TEMPERATURES = ("hot", "cold")
"""Few orders, again and again; or all orders, one after the other, none of them twice before all others."""


class OrderId(NamedTuple):
    guid: str
    oid: str


@dataclass(frozen=True)
class Candidate:
    kind: str
    database: str | None
    dialect: str | None
    server: Server
    ids: Sequence[OrderId]
    path: Callable[[OrderId], str]
    is_right: Callable[[OrderId, bytes], bool]
    header: tuple[str, str] | None = None
    temperature: str | None = None

    @property
    def name(self) -> str:
        return " ".join(word for word in (self.kind, self.dialect, self.database, self.temperature) if word)


def wanted(only: frozenset[str], kind: str, database: str | None = None, dialect: str | None = None) -> bool:
    """Words of one sort are alternatives; of each sort that was asked for, what fits or has none passes."""
    sides = ((KINDS, kind), (DATABASES, database), (DIALECTS, dialect))
    return all(value is None or not only & set(words) or value in only for words, value in sides)


def hello(server: Server) -> Candidate:
    return Candidate(
        kind="hello",
        database=None,
        dialect=None,
        server=server,
        ids=[OrderId("", "")],
        path=lambda _: "/",
        is_right=lambda _, body: body == b"hello",
    )


def stored(
    server: Server,
    database: str,
    temperature: str,
    ids: Sequence[OrderId],
    document: Callable[[OrderId], bytes],
) -> Candidate:
    return Candidate(
        kind="stored",
        database=database,
        dialect=None,
        server=server,
        ids=ids,
        path=lambda order: f"/{order.guid}",
        is_right=lambda order, body: body == document(order),
        temperature=temperature,
    )


def textbook(server: Server, database: str, ids: Sequence[OrderId], account: str, token: str) -> Candidate:
    def is_right(order: OrderId, body: bytes) -> bool:
        answer = json.loads(body)["order"]
        return answer["id"] == order.guid and all(answer[part] for part in ("addresses", "lines", "history"))

    return Candidate(
        kind="textbook",
        database=database,
        dialect=None,
        server=server,
        ids=ids,
        path=lambda order: f"/accounts/{account}/orders/{order.guid}",
        is_right=is_right,
        header=("Authorization", f"Bearer {token}"),
    )
