"""What the tests of Printags' working day share: a merchant of the test's own, on each database, in both ways."""

import httpx
import pytest

from tests.conftest import Demo
from tests.dialects.printags.client_fixtures import SPEAKERS, Speaker
from tests.dialects.printags.printags_api_fixtures import Merchant, opened


@pytest.fixture
def merchant(demo: Demo, client: httpx.Client) -> Merchant:
    """A merchant with 1000 EUR."""
    return opened(demo.house, client)


@pytest.fixture(params=SPEAKERS)
def speaker(merchant: Merchant, request: pytest.FixtureRequest) -> Speaker:
    """The merchant's program."""
    made: Speaker = request.param(merchant)
    return made
