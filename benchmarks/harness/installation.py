"""A Triplicate over prepared data: opened by this process to fill it, and served as its users serve it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from triplicate.config import Config
from triplicate.main import Installation
from triplicate.store.engine import SqliteEngine

from harness.spawn import Place, Server, free_port, serve


def open_installation(directory: Path, database_url: str | None) -> Installation:
    """The Triplicate of a directory; on PostgreSQL only its key lies there."""
    key = directory / "secret.key"
    return Installation(Config(data=directory, database_url=database_url, secret_file=key, public_url="", origins={}))


def hurry(of: Installation) -> None:
    """On SQLite, commits no longer wait for the disk, and the cache is large: to fill it, never to measure it."""
    if not isinstance(of.engine, SqliteEngine):
        return
    with of.store.sql.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA synchronous=OFF")
        driver.execute("PRAGMA cache_size=-1000000")


@contextmanager
def served(of: Installation, core: int) -> Iterator[Server]:
    """The server as its users start it, over orders that are there."""
    at = Place(core, free_port(), of.config.data / "server.log")
    url = of.config.database_url
    environment = {} if url is None else {"TRIPLICATE_DATABASE_URL": url}
    program = str(Path(sys.executable).with_name("triplicate"))
    command = [program, "serve", "--data", str(of.config.data), "--port", str(at.port)]
    with serve(command, at, environment) as server:
        yield server


def move_to(*cores: int) -> None:
    """The measuring process itself to these cores."""
    os.sched_setaffinity(0, cores)
