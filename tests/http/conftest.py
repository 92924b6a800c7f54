"""What the tests of HTTP share: a workshop on each database, reached in both ways."""

from collections.abc import Iterator

import pytest

from tests.http.ways import Way
from tests.http.workshop import Shop, opened
from triplicate.main import House


@pytest.fixture
def shop(house: House, way: Way) -> Iterator[Shop]:
    """A workshop of the test's own."""
    with opened(house, way) as made:
        yield made
