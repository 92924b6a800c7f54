"""Signals that tell the workers of all processes of new jobs: LISTEN and NOTIFY of PostgreSQL.

A signal may come for no reason, and may be lost with its connection: workers look by themselves too, now and then.
"""

import os
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from typing import Any

import psycopg
from sqlalchemy import text

from triplicate.store.cursor import Cursor
from triplicate.store.postgres_connection import WriteConnection, connect

CHANNEL = "triplicate_jobs"
_NOTIFY = text(f"SELECT pg_notify('{CHANNEL}', '')")


def notify(cursor: Cursor) -> None:
    """Announces jobs to the workers of all processes, once this PostgreSQL transaction has committed."""
    cursor.rows(_NOTIFY, {})


class PostgresSignal:
    """A connection that listens; while there is none, the wait ends in time only."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters
        self._connection: WriteConnection | None = None
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)
        os.set_blocking(self._wake_writer, False)

    def wait(self, timeout_s: float) -> None:
        """Returns when a job may have been enqueued anywhere, or after `timeout_s` seconds.

        A new connection may have missed something, so that it returns at once.
        """
        if self._connection is None and self._listen():
            return
        with DefaultSelector() as selector:
            selector.register(self._wake_reader, EVENT_READ, self._consume_wakes)
            if self._connection is not None:
                selector.register(self._connection.fileno(), EVENT_READ, self._consume)
            for key, _ in selector.select(timeout_s):
                key.data()

    def _consume_wakes(self) -> None:
        os.read(self._wake_reader, 4096)

    def wake(self) -> None:
        """Ends the wait of another thread, or the next one."""
        with suppress(BlockingIOError):  # it is full of wakes
            os.write(self._wake_writer, b"w")

    def close(self) -> None:
        """Closes the connection and the pipe. Nobody may wait any more."""
        self._drop()
        for descriptor in (self._wake_reader, self._wake_writer):
            os.close(descriptor)

    def _listen(self) -> bool:
        """Connects and listens; False when the database cannot be reached, or says nothing."""
        try:
            self._connection = connect(self._parameters)
            self._connection.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error:
            self._drop()
            return False
        return True

    def _consume(self) -> None:
        """Takes the notifications that have arrived."""
        try:
            assert self._connection is not None
            for _ in self._connection.notifies(timeout=0):
                pass
        except psycopg.Error:
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
