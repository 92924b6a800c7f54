"""What the tests of HTTP share: a workshop on each database, reached in both ways."""

from collections.abc import Iterator

import pytest

from tests.api.sample_dialect_fixtures import Shop, opened
from tests.server.application_fixtures import Way
from triplicate.main import House


@pytest.fixture
def shop(house: House, way: Way) -> Iterator[Shop]:
    """A workshop of the test's own."""
    with opened(house, way) as made:
        yield made
