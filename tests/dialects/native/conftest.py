"""What the tests of `/v1` share: a Triplicate on each database for all of them, and a bureau in it for each."""

from collections.abc import Iterator

import httpx
import pytest

from tests.dialects.native.native_api_fixtures import Bureau, open_bureau
from tests.server.application_fixtures import Way, asking
from tests.store.database_fixtures import KINDS, Databases
from tests.strategies import hypothesis_profiles
from triplicate.main import House

hypothesis_profiles.load()


@pytest.fixture(scope="session", params=KINDS)
def lived_in(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A Triplicate that many accounts share."""
    with databases.fresh(request.param, tmp_path_factory.mktemp("lived-in")) as database:
        house = House(database.config())
        house.ready()
        yield house
        house.store.close()


@pytest.fixture(scope="session")
def visitor(lived_in: House, way: Way) -> Iterator[httpx.Client]:
    """A client of it, in process and over a real socket."""
    with asking(lived_in.application(), way) as made:
        yield made


@pytest.fixture(scope="session")
def nearby(lived_in: House) -> Iterator[httpx.Client]:
    """A client of it in process, where the socket would only cost time."""
    with asking(lived_in.application(), "in process") as made:
        yield made


@pytest.fixture
def bureau(lived_in: House, visitor: httpx.Client) -> Bureau:
    """A bureau of the test's own, reached in both ways."""
    return open_bureau(lived_in, visitor)


@pytest.fixture
def inside(lived_in: House, nearby: httpx.Client) -> Bureau:
    """A bureau of the test's own, reached in process."""
    return open_bureau(lived_in, nearby)
