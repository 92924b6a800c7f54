"""PostgreSQL connection pool for slow reads, so that reads of single orders do not wait for them."""

import asyncio
from typing import Any, TypeVar

import psycopg
from sqlalchemy.dialects.postgresql import psycopg as speaking

from triplicate.app.ports.pools import PoolState
from triplicate.core.failures import DomainError, Unavailable
from triplicate.store.cursor import Row, compiled_sql
from triplicate.store.readers.deadline import with_deadline
from triplicate.store.search.steps import Query, QuerySteps

_MAX_CONNECTIONS = 4
_BEGIN = """
BEGIN READ ONLY; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
SET LOCAL enable_sort = off; SET LOCAL enable_material = off; SET LOCAL jit = off;
SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL statement_timeout =
"""
"""Forces index scans and generic plans: each list statement is designed for one index, and reads along it. A generic
plan expects few rows of any word or account, for which sorting or keeping all of them would be cheap; of some there are
many. The settings end with the transaction, since a pooler gives the same server connection to others afterwards."""
T = TypeVar("T")


class PostgresPool:
    """A pool of a few connections, each of which runs one query generator at a time."""

    def __init__(self, conninfo: str, deadline_s: float) -> None:
        self._conninfo = conninfo
        self._deadline_s = deadline_s
        self._begin_sql = f"{_BEGIN.strip()} {int(deadline_s * 1000)}".encode()
        self._slots = asyncio.Semaphore(_MAX_CONNECTIONS)
        self._idle: list[psycopg.AsyncConnection[Row]] = []
        self._in_use = self._waiting = 0

    async def run(self, steps: QuerySteps[T]) -> T:
        """Runs query steps and returns their result; raises DomainError(Unavailable) within the deadline."""
        try:
            return await with_deadline(self._run_steps(steps), self._deadline_s)
        except (psycopg.Error, OSError, TimeoutError) as error:
            raise DomainError(Unavailable()) from error

    def state(self) -> PoolState:
        """Its connections now."""
        return PoolState("read", self._in_use + len(self._idle), self._in_use, self._waiting)

    async def close(self) -> None:
        """Closes the idle connections."""
        while self._idle:
            self._idle.pop().pgconn.finish()

    async def _run_steps(self, steps: QuerySteps[T]) -> T:
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        self._in_use += 1
        try:
            return await self._run_in_slot(steps)
        finally:
            self._in_use -= 1
            self._slots.release()

    async def _run_in_slot(self, steps: QuerySteps[T]) -> T:
        connection = await self._begin()
        try:
            result = await _run_in_transaction(connection, steps)
        except BaseException:
            connection.pgconn.finish()
            raise
        self._idle.append(connection)
        return result

    async def _begin(self) -> psycopg.AsyncConnection[Row]:
        """A connection in a transaction: an idle one, or a new one if that has been closed meanwhile."""
        if self._idle:
            connection = self._idle.pop()
            try:
                await _execute_or_close(connection, self._begin_sql, None)
                return connection
            except psycopg.OperationalError:
                await self.close()
        connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        await _execute_or_close(connection, self._begin_sql, None)
        return connection


async def _run_in_transaction(connection: psycopg.AsyncConnection[Row], steps: QuerySteps[T]) -> T:
    query = next(steps)
    while True:
        rows = await _execute_query(connection, query)
        try:
            query = steps.send(rows)
        except StopIteration as stop:
            await _execute_or_close(connection, b"COMMIT", None)
            result: T = stop.value
            return result


async def _execute_query(connection: psycopg.AsyncConnection[Row], query: Query) -> list[Row]:
    sql = compiled_sql(query.statement, speaking.dialect).encode()
    cursor = await _execute_or_close(connection, sql, query.values)
    rows: list[Row] = await cursor.fetchall()
    return rows


async def _execute_or_close(connection: psycopg.AsyncConnection[Row], sql: bytes, values: Any) -> Any:
    """Executes a statement; closes the connection if that fails."""
    try:
        cursor = connection.cursor(binary=values is not None)
        await cursor.execute(sql, values, prepare=values is not None)
    except BaseException:
        connection.pgconn.finish()
        raise
    return cursor
