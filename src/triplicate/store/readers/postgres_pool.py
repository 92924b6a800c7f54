"""PostgreSQL connection pool for slow reads, so that reads of single orders do not wait for them."""

import asyncio
from typing import Any, TypeVar

import psycopg
from sqlalchemy.dialects.postgresql import psycopg as speaking

from triplicate.core.failures import DomainError, Unavailable
from triplicate.store.cursor import Row, compiled_sql
from triplicate.store.readers.deadline import with_deadline
from triplicate.store.search.steps import Query, QuerySteps

_MAX_CONNECTIONS = 4
_SETTINGS = """
SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
SET plan_cache_mode = force_generic_plan
"""
"""Forces index scans and generic plans: each list statement is designed for one index."""
T = TypeVar("T")


class PostgresPool:
    """A pool of a few connections, each of which runs one query generator at a time."""

    def __init__(self, conninfo: str, deadline_s: float) -> None:
        self._conninfo = conninfo
        self._deadline_s = deadline_s
        self._slots = asyncio.Semaphore(_MAX_CONNECTIONS)
        self._idle: list[psycopg.AsyncConnection[Row]] = []

    async def run(self, steps: QuerySteps[T]) -> T:
        """Runs query steps and returns their result; raises DomainError(Unavailable) within the deadline."""
        try:
            return await with_deadline(self._run_steps(steps), self._deadline_s)
        except (psycopg.Error, OSError, TimeoutError) as error:
            raise DomainError(Unavailable()) from error

    async def close(self) -> None:
        """Closes the idle connections."""
        while self._idle:
            self._idle.pop().pgconn.finish()

    async def _run_steps(self, steps: QuerySteps[T]) -> T:
        async with self._slots:
            query = next(steps)
            connection, rows = await self._first_rows(query)
            while True:
                try:
                    query = steps.send(rows)
                except StopIteration as stop:
                    self._idle.append(connection)
                    result: T = stop.value
                    return result
                rows = await _execute_query(connection, query)

    async def _first_rows(self, query: Query) -> tuple[psycopg.AsyncConnection[Row], list[Row]]:
        """Runs the first query on an idle connection, or on a new one if that has been closed meanwhile."""
        if self._idle:
            connection = self._idle.pop()
            try:
                return connection, await _execute_query(connection, query)
            except psycopg.OperationalError:
                await self.close()
        connection = await self._connect()
        return connection, await _execute_query(connection, query)

    async def _connect(self) -> psycopg.AsyncConnection[Row]:
        connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        milliseconds = int(self._deadline_s * 1000)
        await _execute_or_close(connection, f"{_SETTINGS}; SET statement_timeout = {milliseconds}".encode(), None)
        return connection


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
