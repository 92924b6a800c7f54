"""Fixtures of the Printags tests: an account of the test's own, on each database, in process and over a socket."""

import httpx
import pytest

from tests.conftest import Demo
from tests.dialects.printags.client_fixtures import CLIENTS, PrintagsClient
from tests.dialects.printags.printags_api_fixtures import PrintagsApi, open_printags_api


@pytest.fixture
def printags_api(demo: Demo, client: httpx.Client) -> PrintagsApi:
    """A merchant with 1000 EUR."""
    return open_printags_api(demo.installation, client)


@pytest.fixture(params=CLIENTS)
def printags_client(printags_api: PrintagsApi, request: pytest.FixtureRequest) -> PrintagsClient:
    """The merchant's program."""
    made: PrintagsClient = request.param(printags_api)
    return made
