"""Commits of one row as large as an order's document, and nothing else: the limit that the disk sets to placing.

Neither authentication nor a look at the body; the settings of the database are Triplicate's. SQLite is written inline
on the loop's thread by the one connection it has; PostgreSQL through a pool. `BENCH_DATABASE` is the path of a SQLite
file or a PostgreSQL URL, `BENCH_BYTES` the size of the row, `BENCH_POOL` the size of the pool.
"""

import os
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

Write = Callable[[], Awaitable[None]]
Close = Callable[[], Awaitable[None]]
ROW = os.urandom(int(os.environ["BENCH_BYTES"]))
TABLE = "create table if not exists commits (id {}, body {} not null)"


async def open_sqlite(path: str) -> tuple[Write, Close]:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = wal", "synchronous = full", "wal_autocheckpoint = 4000"):
        connection.execute(f"pragma {pragma}")
    connection.execute(TABLE.format("integer primary key", "blob"))

    async def write() -> None:
        connection.execute("insert into commits (body) values (?)", (ROW,))

    async def close() -> None:
        connection.close()

    return write, close


async def open_postgres(url: str) -> tuple[Write, Close]:
    size = int(os.environ["BENCH_POOL"])
    settings = {"autocommit": True, "options": "-c synchronous_commit=on"}
    pool: AsyncConnectionPool[AsyncConnection[tuple[int]]] = AsyncConnectionPool(
        url, min_size=size, max_size=size, kwargs=settings, open=False
    )
    await pool.open(wait=True)
    async with pool.connection() as connection:
        await connection.execute(TABLE.format("bigserial primary key", "bytea").encode())

    async def write() -> None:
        async with pool.connection() as connection:
            await connection.execute("insert into commits (body) values (%s)", (ROW,), prepare=True)

    return write, pool.close


class Commits:
    """POST /"""

    write: Write
    close: Close

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        if scope["method"] == "POST":
            await self.write()
        status = 201 if scope["method"] == "POST" else 405
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def live(self, receive: Any, send: Any) -> None:
        await receive()
        database = os.environ["BENCH_DATABASE"]
        opener = open_postgres if database.startswith("postgresql:") else open_sqlite
        self.write, self.close = await opener(database)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})


app = Commits()
