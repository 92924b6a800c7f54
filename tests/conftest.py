"""What the tests share: both databases, a Triplicate on each, the demo's people and tokens, clients of both ways."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from hypothesis import settings

from tests.api.sample_dialect_fixtures import Shop, opened
from tests.server.application_fixtures import WAYS, Way, asking
from tests.store.database_fixtures import KINDS, Database, Databases, server
from triplicate.demo import data
from triplicate.main import House

settings.register_profile("triplicate", deadline=None)
settings.load_profile("triplicate")


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases; its PostgreSQL lives as long as this test process."""
    yield Databases(tmp_path_factory.mktemp("databases"))
    if server.cache_info().currsize:
        server().stop()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own, with this program's schema and nothing in it."""
    with databases.fresh(request.param, tmp_path / "data") as made:
        yield made


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """A database of the test's own, as an operator first finds it."""
    with databases.fresh(request.param, tmp_path / "data", migrated=False) as made:
        yield made


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """A Triplicate on a database of its own, ready."""
    made = House(database.config())
    made.ready()
    yield made
    made.store.close()


class Demo(NamedTuple):
    """A Triplicate with the demo's accounts, users and samples, and what `demo.json` says about them."""

    house: House
    database: Database
    known: dict[str, Any]

    def __repr__(self) -> str:
        """Without the tokens, in reports of failed tests too."""
        return f"the demo on {self.database.kind}"

    def token(self, dialect: str, kind: str = "token") -> str:
        """One of the demo's tokens."""
        token: str = self.known[dialect][kind]
        return token


@pytest.fixture(scope="session", params=KINDS)
def demo(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demo on each database, with thirty generated orders. Shared: tests only read it, or add what is their own."""
    with databases.fresh(request.param, tmp_path_factory.mktemp("demo")) as database:
        house = House(database.config())
        house.ready()
        data.prepare(house, orders=30)
        yield Demo(house, database, data.credentials(house, "http://in.process.test"))
        house.store.close()


@pytest.fixture(scope="session", params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    """How the client of a test gets to the application."""
    found: Way = request.param
    return found


@pytest.fixture(scope="session")
def client(demo: Demo, way: Way) -> Iterator[httpx.Client]:
    """A client of the demo, in process and over a real socket."""
    with asking(demo.house.application(), way) as made:
        yield made


@pytest.fixture
def shop(house: House, way: Way) -> Iterator[Shop]:
    """A server of the tests' own sample dialect, in process and over a real socket."""
    with opened(house, way) as made:
        yield made
