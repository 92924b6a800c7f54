"""A desk where tokens are issued and shown, on each database."""

from collections.abc import Iterator

import pytest

from tests.app.access.token_fixtures import Desk
from triplicate.main import House


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(house, monkeypatch)
    yield made
    made.close()
