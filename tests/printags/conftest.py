"""What the tests of Printags' working day share: a merchant of the test's own, on each database, in both ways."""

import httpx
import pytest

from tests.conftest import Demo
from tests.printags.merchant import Merchant, opened
from tests.printags.speaking import SPEAKERS, Speaker


@pytest.fixture
def merchant(demo: Demo, client: httpx.Client) -> Merchant:
    """A merchant with 1000 EUR."""
    return opened(demo.house, client)


@pytest.fixture(params=SPEAKERS)
def speaker(merchant: Merchant, request: pytest.FixtureRequest) -> Speaker:
    """The merchant's program."""
    made: Speaker = request.param(merchant)
    return made
