"""Shared fixtures: both databases, an installation on each, demo data, and clients in process and over a socket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.api.sample_dialect_fixtures import SampleServer, open_sample_server
from tests.blobs.s3_fixtures import S3Server, start_server
from tests.server.application_fixtures import TRANSPORT_MODES, TransportMode, open_client
from tests.store.database_fixtures import KINDS, Database, DatabaseFactory, server
from tests.strategies import hypothesis_profiles
from triplicate.demo import data
from triplicate.main import Installation

hypothesis_profiles.load()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseFactory]:
    """Makes databases; its PostgreSQL lives as long as this test process."""
    yield DatabaseFactory(tmp_path_factory.mktemp("databases"))
    if server.cache_info().currsize:
        server().stop()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """An S3-compatible server that checks signatures, as long as this test process lives."""
    with start_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own, with this program's schema and nothing in it."""
    with databases.create(request.param, tmp_path / "data") as made:
        yield made


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own, as an operator first finds it."""
    with databases.create(request.param, tmp_path / "data", migrated=False) as made:
        yield made


@pytest.fixture
def installation(database: Database) -> Iterator[Installation]:
    """A Triplicate on a database of its own, ready."""
    made = Installation(database.config())
    made.ensure_ready()
    yield made
    made.store.close()


class Demo(NamedTuple):
    """A Triplicate with the demo's accounts, users and samples, and what `demo.json` says about them."""

    installation: Installation
    database: Database
    credentials: dict[str, Any]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return f"the demo on {self.database.kind}"

    def token(self, dialect: str, kind: str = "token") -> str:
        """One of the demo's tokens."""
        token: str = self.credentials[dialect][kind]
        return token


@pytest.fixture(scope="session", params=KINDS)
def demo(
    request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demo on each database, with thirty generated orders. Shared: tests only read it, or add what is their own."""
    with databases.create(request.param, tmp_path_factory.mktemp("demo")) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        data.prepare(installation, orders=30)
        yield Demo(installation, database, data.credentials(installation, "http://in.process.test"))
        installation.store.close()


@pytest.fixture(scope="session", params=TRANSPORT_MODES)
def transport_mode(request: pytest.FixtureRequest) -> TransportMode:
    """How the client of a test gets to the application."""
    mode: TransportMode = request.param
    return mode


@pytest.fixture(scope="session")
def client(demo: Demo, transport_mode: TransportMode) -> Iterator[httpx.Client]:
    """A client of the demo, in process and over a real socket."""
    with open_client(demo.installation.application(), transport_mode) as made:
        yield made


@pytest.fixture
def sample_server(installation: Installation, transport_mode: TransportMode) -> Iterator[SampleServer]:
    """A server of the tests' own sample dialect, in process and over a real socket."""
    with open_sample_server(installation, transport_mode) as made:
        yield made
