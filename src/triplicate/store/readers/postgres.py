"""Fast reads from PostgreSQL: prepared statements on one connection that never blocks the event loop.

Lookups that arrive during a read are batched: the next statement fetches all requested orders at once. Under load one
round trip serves many requests; without load, one. Every request has a deadline; a connection that exceeds it is closed
and reopened.
"""

import asyncio
from collections import defaultdict
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql

from triplicate.app.ports.pools import PoolState
from triplicate.core.failures import DomainError, Unavailable
from triplicate.store.cursor import Row
from triplicate.store.readers.buyer_reads import BuyerReads
from triplicate.store.readers.deadline import with_deadline
from triplicate.store.readers.file_reads import FileReads
from triplicate.store.readers.job_reads import JobReads
from triplicate.store.readers.list_reads import ListReads
from triplicate.store.readers.lookups import DEADLINE_S, Lookup, to_sql
from triplicate.store.readers.point_reads import PointReads
from triplicate.store.readers.postgres_pool import PostgresPool
from triplicate.store.search.steps import QuerySteps
from triplicate.store.search.strategy import POSTGRES_LISTS
from triplicate.store.statements import ONE_ROW, VERSION_STATEMENTS

_MAX_BATCH = 256
_ROW = "orders.account, orders.version, orders.digest, orders.shape, orders.document"
_VERSION_ROW = "orders.account, orders.version, orders.digest"


def _batch_within_accounts(column: str, row: str) -> str:
    return (
        "SELECT batch.name, batch.account, stored.* FROM unnest(%s::text[], %s::text[]) AS batch (name, account) "
        f"CROSS JOIN LATERAL (SELECT {row} FROM orders "
        f"WHERE orders.{column} = batch.name AND orders.account = batch.account LIMIT 1) AS stored"
    )


_RESPONSES = (
    "SELECT batch.*, stored.* FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) "
    "AS batch (account, caller, key, now) CROSS JOIN LATERAL (SELECT * FROM idempotency "
    "WHERE idempotency.account = batch.account AND idempotency.caller = batch.caller "
    "AND idempotency.key = batch.key AND idempotency.expires_at > batch.now LIMIT 1) AS stored"
)

_BATCH_SQL = {
    "response": _RESPONSES,
} | {
    name: sql
    for column in ("guid", "oid")
    for name, sql in (
        (column, _batch_within_accounts(column, _ROW)),
        (VERSION_STATEMENTS[column], _batch_within_accounts(column, _VERSION_ROW)),
        (
            f"{column} everywhere",
            f"SELECT orders.{column}, {_ROW} FROM orders WHERE orders.{column} = ANY (%s::text[])",
        ),
    )
}
"""The statements that answer many lookups of one kind; each row begins with the parameters that it answers."""
_Batch = dict[tuple[Any, ...], list[asyncio.Future[list[Row]]]]
T = TypeVar("T")


class PostgresReader(PointReads, ListReads, BuyerReads, JobReads, FileReads):
    """Batched reads from PostgreSQL."""

    lists = POSTGRES_LISTS

    def __init__(self, conninfo: str, deadline_s: float = DEADLINE_S) -> None:
        self._conninfo = conninfo
        self._deadline_s = deadline_s
        self._pool = PostgresPool(conninfo, deadline_s)
        dialect: Dialect = postgresql.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
        self._sql = {name: to_sql(query, dialect) for name, query in ONE_ROW.items()}
        self._connection: psycopg.AsyncConnection[Row] | None = None
        self._waiting: dict[str, _Batch] = {kind: {} for kind in _BATCH_SQL}
        self._lookups: list[tuple[Lookup, asyncio.Future[list[Row]]]] = []
        self._worker: asyncio.Task[None] | None = None

    def pools(self) -> list[PoolState]:
        """Its connection pools."""
        return [self._pool.state()]

    async def close(self) -> None:
        """Stops the reading task and closes the connections."""
        await self._pool.close()
        if self._worker is not None:
            self._worker.cancel()
        await self._drop_connection()

    async def _rows(self, statement: str, parameters: tuple[Any, ...]) -> list[Row]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[Row]] = loop.create_future()
        if statement in self._waiting:
            self._waiting[statement].setdefault(parameters, []).append(future)
        else:
            self._lookups.append((Lookup(statement, parameters), future))
        if self._worker is None or self._worker.done():
            self._worker = loop.create_task(self._run_batches())
        expiry = loop.call_later(self._deadline_s, _expire, future)
        try:
            return await future
        finally:
            expiry.cancel()

    async def _run_batches(self) -> None:
        """Runs batches until no lookup is waiting."""
        while self._lookups or any(self._waiting.values()):
            lookups, self._lookups = self._lookups[:_MAX_BATCH], self._lookups[_MAX_BATCH:]
            batches = {kind: _take_batch(waiting) for kind, waiting in self._waiting.items() if waiting}
            futures = [f for _, f in lookups] + [f for batch in batches.values() for fs in batch.values() for f in fs]
            try:
                await with_deadline(self._execute_with_reconnect(lookups, batches), self._deadline_s)
            except (psycopg.Error, OSError, TimeoutError) as error:
                await self._drop_connection()
                for future in futures:
                    if not future.done():
                        future.set_exception(_unavailable(error))

    async def _run(self, steps: QuerySteps[T], is_slow: bool) -> T:
        return await self._pool.run(steps)

    async def _execute_with_reconnect(self, lookups: list[Any], batches: dict[str, Any]) -> None:
        try:
            await self._execute_batches(lookups, batches)
        except psycopg.OperationalError:
            await self._drop_connection()
            await self._execute_batches(lookups, batches)

    async def _execute_batches(self, lookups: list[Any], batches: dict[str, Any]) -> None:
        for lookup, future in lookups:
            rows = await self._execute(self._sql[lookup.statement], lookup.parameters)
            if not future.done():
                future.set_result(rows)
        for kind, batch in batches.items():
            rows_by_key = await self._rows_of_batch(kind, list(batch))
            for key, futures in batch.items():
                for future in futures:
                    if not future.done():
                        future.set_result(rows_by_key.get(key, []))

    async def _rows_of_batch(self, kind: str, keys: list[Row]) -> dict[Row, list[Row]]:
        """The rows of each lookup of one kind; a single one has a statement of its own, which needs no arrays."""
        if len(keys) == 1:
            return {keys[0]: await self._execute(self._sql[kind], keys[0])}
        columns = tuple(map(list, zip(*keys, strict=True)))
        rows_by_key: dict[Row, list[Row]] = defaultdict(list)
        for row in await self._execute(_BATCH_SQL[kind], columns):
            rows_by_key[row[: len(columns)]].append(row[len(columns) :])
        return rows_by_key

    async def _execute(self, sql: str, parameters: tuple[Any, ...]) -> list[Row]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        cursor = self._connection.cursor(binary=True)
        await cursor.execute(sql.encode(), parameters, prepare=True)
        return await cursor.fetchall()

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.pgconn.finish()


def _take_batch(waiting: _Batch) -> _Batch:
    return {key: waiting.pop(key) for key in list(waiting)[:_MAX_BATCH]}


def _unavailable(cause: BaseException) -> DomainError:
    error = DomainError(Unavailable())
    error.__cause__ = cause
    return error


def _expire(future: asyncio.Future[list[Row]]) -> None:
    if not future.done():
        future.set_exception(_unavailable(TimeoutError("the database did not answer in time")))
