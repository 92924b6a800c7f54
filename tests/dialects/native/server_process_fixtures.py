"""The real server on a database of the test's own, and bureaus in it that are reached through whichever process."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.dialects.native.native_api_fixtures import Bureau, open_bureau
from tests.e2e.process_fixtures import PATIENCE_S, Running
from tests.store.database_fixtures import Database
from triplicate.main import House


@contextmanager
def settled(database: Database) -> Iterator[House]:
    """The house of the database in this process, with its schema and keys made."""
    house = House(database.config())
    house.ready()
    yield house
    house.store.close()


@contextmanager
def serving(database: Database, scratch: Path) -> Iterator[tuple[Running, httpx.Client]]:
    """A process that serves the database, and a client of it."""
    scratch.mkdir(exist_ok=True)
    with Running(database, "serve", "--port", 0, scratch=scratch) as process:
        base = process.answering()
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        with httpx.Client(base_url=base, timeout=PATIENCE_S, trust_env=False, limits=limits) as client:
            yield process, client


@contextmanager
def branches(database: Database, scratch: Path, count: int) -> Iterator[list[Bureau]]:
    """The same bureau as so many processes serve it."""
    with settled(database) as house, ExitStack() as stack:
        clients = [stack.enter_context(serving(database, scratch / f"server {n}"))[1] for n in range(count)]
        first = open_bureau(house, clients[0])
        yield [first._replace(client=client) for client in clients]
