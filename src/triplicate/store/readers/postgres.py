"""Fast reads from PostgreSQL: prepared statements on one connection that never blocks the event loop.

Lookups that arrive during a read are batched: the next statement fetches all requested orders at once. Under load one
round trip serves many requests; without load, one. Every request has a deadline; a connection that exceeds it is closed
and reopened.
"""

import asyncio
from collections import defaultdict
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Dialect, literal_column, select
from sqlalchemy.dialects import postgresql

from triplicate.core.failures import Refused, Unavailable
from triplicate.store import schema
from triplicate.store.cursor import Row
from triplicate.store.readers.deadline import in_time
from triplicate.store.readers.list_reads import Lists
from triplicate.store.readers.lookups import DEADLINE_S, Lookup, text
from triplicate.store.readers.point_reads import Singles
from triplicate.store.readers.postgres_pool import PostgresAside
from triplicate.store.search.indexes import TSVECTOR
from triplicate.store.search.steps import Steps
from triplicate.store.statements import ONE_ROW

_MOST_AT_ONCE = 256
_orders = schema.orders.c
_BATCHED = {
    kind: select(column, _orders.account, _orders.version, _orders.document).where(column == literal_column("any(%s)"))
    for kind, column in (("guid", _orders.guid), ("oid", _orders.oid))
}
T = TypeVar("T")


class PostgresReader(Singles, Lists):
    """Batched reads from PostgreSQL."""

    search = TSVECTOR

    def __init__(self, conninfo: str, deadline_s: float = DEADLINE_S) -> None:
        self._conninfo = conninfo
        self._deadline_s = deadline_s
        self._aside = PostgresAside(conninfo, deadline_s)
        dialect: Dialect = postgresql.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
        self._sql = {name: text(query, dialect) for name, query in ONE_ROW.items()}
        self._batched = {name: text(query, dialect).replace("%%", "%") for name, query in _BATCHED.items()}
        self._connection: psycopg.AsyncConnection[Row] | None = None
        self._waiting: dict[str, dict[str, list[asyncio.Future[list[Row]]]]] = {kind: {} for kind in _BATCHED}
        self._singles: list[tuple[Lookup, asyncio.Future[list[Row]]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Stops the reading task and closes the connections."""
        await self._aside.close()
        if self._worker is not None:
            self._worker.cancel()
        await self._forget()

    async def _rows(self, statement: str, parameters: tuple[Any, ...]) -> list[Row]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Row]] = loop.create_future()
        if statement in self._waiting:
            self._waiting[statement].setdefault(parameters[0], []).append(answer)
        else:
            self._singles.append((Lookup(statement, parameters), answer))
        if self._worker is None or self._worker.done():
            self._worker = loop.create_task(self._work())
        expiry = loop.call_later(self._deadline_s, _expire, answer)
        try:
            return await answer
        finally:
            expiry.cancel()

    async def _work(self) -> None:
        """Runs batches until no lookup is waiting."""
        while self._singles or any(self._waiting.values()):
            singles, self._singles = self._singles[:_MOST_AT_ONCE], self._singles[_MOST_AT_ONCE:]
            batches = {kind: _take(waiting) for kind, waiting in self._waiting.items() if waiting}
            futures = [f for _, f in singles] + [f for batch in batches.values() for fs in batch.values() for f in fs]
            try:
                await in_time(self._reply(singles, batches), self._deadline_s)
            except (psycopg.Error, OSError, TimeoutError) as error:
                await self._forget()
                for future in futures:
                    if not future.done():
                        future.set_exception(_unavailable(error))

    async def _answer(self, steps: Steps[T], heavy: bool) -> T:
        return await self._aside.answer(steps)

    async def _reply(self, singles: list[Any], batches: dict[str, Any]) -> None:
        try:
            await self._ask(singles, batches)
        except psycopg.OperationalError:
            await self._forget()
            await self._ask(singles, batches)

    async def _ask(self, singles: list[Any], batches: dict[str, Any]) -> None:
        for lookup, future in singles:
            rows = await self._execute(self._sql[lookup.statement], lookup.parameters)
            if not future.done():
                future.set_result(rows)
        for kind, batch in batches.items():
            rows = await self._execute(self._batched[kind], (list(batch),))
            found: dict[str, list[Row]] = defaultdict(list)
            for key, *row in rows:
                found[key].append(tuple(row))
            for key, futures in batch.items():
                for future in futures:
                    if not future.done():
                        future.set_result(found.get(key, []))

    async def _execute(self, sql: str, parameters: tuple[Any, ...]) -> list[Row]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        cursor = self._connection.cursor(binary=True)
        await cursor.execute(sql.encode(), parameters, prepare=True)
        return await cursor.fetchall()

    async def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.pgconn.finish()


def _take(waiting: dict[str, list[asyncio.Future[list[Row]]]]) -> dict[str, list[asyncio.Future[list[Row]]]]:
    return {key: waiting.pop(key) for key in list(waiting)[:_MOST_AT_ONCE]}


def _unavailable(cause: BaseException) -> Refused:
    refused = Refused(Unavailable())
    refused.__cause__ = cause
    return refused


def _expire(answer: asyncio.Future[list[Row]]) -> None:
    if not answer.done():
        answer.set_exception(_unavailable(TimeoutError("the database did not answer in time")))
