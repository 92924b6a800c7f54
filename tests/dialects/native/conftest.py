"""Fixtures of the `/v1` tests: a shared installation on each database, and fresh accounts for each test."""

from collections.abc import Iterator

import httpx
import pytest

from tests.dialects.native.native_api_fixtures import NativeApi, open_native_api
from tests.server.application_fixtures import TransportMode, open_client
from tests.store.database_fixtures import KINDS, DatabaseFactory
from triplicate.main import Installation


@pytest.fixture(scope="session", params=KINDS)
def shared_installation(
    request: pytest.FixtureRequest, databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """A Triplicate that many accounts share."""
    with databases.create(request.param, tmp_path_factory.mktemp("lived-in")) as database:
        installation = Installation(database.config())
        installation.ensure_ready()
        yield installation
        installation.store.close()


@pytest.fixture(scope="session")
def shared_client(shared_installation: Installation, transport_mode: TransportMode) -> Iterator[httpx.Client]:
    """A client of it, in process and over a real socket."""
    with open_client(shared_installation.application(), transport_mode) as made:
        yield made


@pytest.fixture(scope="session")
def in_process_client(shared_installation: Installation) -> Iterator[httpx.Client]:
    """A client of it in process, where the socket would only cost time."""
    with open_client(shared_installation.application(), "in process") as made:
        yield made


@pytest.fixture
def native_api(shared_installation: Installation, shared_client: httpx.Client) -> NativeApi:
    """A bureau of the test's own, reached in both ways."""
    return open_native_api(shared_installation, shared_client)


@pytest.fixture
def native_api_in_process(shared_installation: Installation, in_process_client: httpx.Client) -> NativeApi:
    """A bureau of the test's own, reached in process."""
    return open_native_api(shared_installation, in_process_client)
