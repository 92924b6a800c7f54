"""What the tests of the client share: a desk on each database, reached in both ways."""

from collections.abc import Iterator

import pytest

from tests.dialects.native.client.client_fixtures import Desk, opened
from tests.server.application_fixtures import Way
from triplicate.client import Triplicate
from triplicate.main import House


@pytest.fixture
def desk(house: House, way: Way) -> Iterator[Desk]:
    """A desk of the test's own."""
    with opened(house, way) as made:
        yield made


@pytest.fixture
def own(desk: Desk) -> Triplicate:
    """The client of an account. The desk closes its transport."""
    return desk.client()
