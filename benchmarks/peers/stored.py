"""The stored bytes of an order by its GUID, from Triplicate's own table: the limit of the design.

No authentication, no mapping, no framework: one indexed read and one answer. Whatever Triplicate needs
beyond this is its own work. SQLite is read inline on the loop's thread; PostgreSQL through a pool, with a
statement prepared by its first use. `BENCH_DATABASE` is the path of a SQLite file or a PostgreSQL URL;
`BENCH_POOL` the size of the pool.
"""

import os
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

Read = Callable[[str], Awaitable[bytes | None]]
Close = Callable[[], Awaitable[None]]


async def open_sqlite(path: str) -> tuple[Read, Close]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    connection.execute("pragma mmap_size = 1073741824")

    async def read(guid: str) -> bytes | None:
        row = connection.execute("select document from orders where guid = ?", (guid,)).fetchone()
        return None if row is None else row[0]

    async def close() -> None:
        connection.close()

    return read, close


async def open_postgres(url: str) -> tuple[Read, Close]:
    size = int(os.environ["BENCH_POOL"])
    pool: AsyncConnectionPool[AsyncConnection[tuple[bytes]]] = AsyncConnectionPool(
        url, min_size=size, max_size=size, kwargs={"autocommit": True}, open=False
    )
    await pool.open(wait=True)

    async def read(guid: str) -> bytes | None:
        async with pool.connection() as connection, connection.cursor(binary=True) as cursor:
            await cursor.execute("select document from orders where guid = %s", (guid,), prepare=True)
            row = await cursor.fetchone()
        return None if row is None else row[0]

    return read, pool.close


class Stored:
    """GET /{guid}"""

    read: Read
    close: Close

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        body = await self.read(scope["path"][1:])
        status, body = (404, b"") if body is None else (200, body)
        length = str(len(body)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def live(self, receive: Any, send: Any) -> None:
        await receive()
        database = os.environ["BENCH_DATABASE"]
        opener = open_postgres if database.startswith("postgresql:") else open_sqlite
        self.read, self.close = await opener(database)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})


app = Stored()
