"""PostgreSQL connection pool for slow reads, so that reads of single orders do not wait for them."""

import asyncio
from typing import Any, TypeVar

import psycopg
from sqlalchemy.dialects.postgresql import psycopg as speaking

from triplicate.core.failures import Refused, Unavailable
from triplicate.store.cursor import Row, spoken
from triplicate.store.readers.deadline import in_time
from triplicate.store.search.steps import Question, Steps

_MOST = 4
_SETTINGS = """
SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
SET plan_cache_mode = force_generic_plan
"""
"""Forces index scans and generic plans: each list statement is designed for one index."""
T = TypeVar("T")


class PostgresAside:
    """A pool of a few connections, each of which runs one query generator at a time."""

    def __init__(self, conninfo: str, deadline_s: float) -> None:
        self._conninfo = conninfo
        self._deadline_s = deadline_s
        self._room = asyncio.Semaphore(_MOST)
        self._idle: list[psycopg.AsyncConnection[Row]] = []

    async def answer(self, steps: Steps[T]) -> T:
        """Runs query steps and returns their result; raises DomainError(Unavailable) within the deadline."""
        try:
            return await in_time(self._in_turn(steps), self._deadline_s)
        except (psycopg.Error, OSError, TimeoutError) as error:
            raise Refused(Unavailable()) from error

    async def close(self) -> None:
        """Closes the idle connections."""
        while self._idle:
            self._idle.pop().pgconn.finish()

    async def _in_turn(self, steps: Steps[T]) -> T:
        async with self._room:
            question = next(steps)
            connection, rows = await self._first(question)
            while True:
                try:
                    question = steps.send(rows)
                except StopIteration as done:
                    self._idle.append(connection)
                    answer: T = done.value
                    return answer
                rows = await _ask(connection, question)

    async def _first(self, question: Question) -> tuple[psycopg.AsyncConnection[Row], list[Row]]:
        """Runs the first query on an idle connection, or on a new one if that has been closed meanwhile."""
        if self._idle:
            connection = self._idle.pop()
            try:
                return connection, await _ask(connection, question)
            except psycopg.OperationalError:
                await self.close()
        connection = await self._connect()
        return connection, await _ask(connection, question)

    async def _connect(self) -> psycopg.AsyncConnection[Row]:
        connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
        milliseconds = int(self._deadline_s * 1000)
        await _finished_if_it_fails(connection, f"{_SETTINGS}; SET statement_timeout = {milliseconds}".encode(), None)
        return connection


async def _ask(connection: psycopg.AsyncConnection[Row], question: Question) -> list[Row]:
    sql = spoken(question.statement, speaking.dialect).encode()
    cursor = await _finished_if_it_fails(connection, sql, question.values)
    rows: list[Row] = await cursor.fetchall()
    return rows


async def _finished_if_it_fails(connection: psycopg.AsyncConnection[Row], sql: bytes, values: Any) -> Any:
    """Executes a statement; closes the connection if that fails."""
    try:
        cursor = connection.cursor(binary=values is not None)
        await cursor.execute(sql, values, prepare=values is not None)
    except BaseException:
        connection.pgconn.finish()
        raise
    return cursor
