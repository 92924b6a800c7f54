"""Server processes on one database, and the native API reached through each of them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.dialects.native.native_api_fixtures import NativeApi, open_native_api
from tests.e2e.process_fixtures import TIMEOUT_S, ProgramProcess
from tests.store.database_fixtures import Database
from triplicate.main import Installation


@contextmanager
def prepared_installation(database: Database) -> Iterator[Installation]:
    """The installation of the database in this process, with its schema and keys made."""
    installation = Installation(database.config())
    installation.ensure_ready()
    yield installation
    installation.store.close()


@contextmanager
def serve_process(database: Database, scratch: Path) -> Iterator[tuple[ProgramProcess, httpx.Client]]:
    """A process that serves the database, and a client of it."""
    scratch.mkdir(exist_ok=True)
    with ProgramProcess(database, "serve", "--port", 0, scratch=scratch) as process:
        base = process.wait_until_ready()
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        with httpx.Client(base_url=base, timeout=TIMEOUT_S, trust_env=False, limits=limits) as client:
            yield process, client


@contextmanager
def serve_processes(database: Database, scratch: Path, count: int) -> Iterator[list[NativeApi]]:
    """The same bureau as so many processes serve it."""
    with prepared_installation(database) as installation, ExitStack() as stack:
        clients = [stack.enter_context(serve_process(database, scratch / f"server {n}"))[1] for n in range(count)]
        first = open_native_api(installation, clients[0])
        yield [first._replace(client=client) for client in clients]
