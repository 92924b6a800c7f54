"""Fixtures of the native client's tests: an installation and its clients, in process and over a socket."""

from collections.abc import Iterator

import pytest

from tests.dialects.native.client.client_fixtures import ClientFactory, open_client_factory
from tests.server.application_fixtures import TransportMode
from triplicate.client import Triplicate
from triplicate.main import Installation


@pytest.fixture
def client_factory(installation: Installation, transport_mode: TransportMode) -> Iterator[ClientFactory]:
    """A desk of the test's own."""
    with open_client_factory(installation, transport_mode) as made:
        yield made


@pytest.fixture
def account_client(client_factory: ClientFactory) -> Triplicate:
    """The client of an account. The desk closes its transport."""
    return client_factory.client()
