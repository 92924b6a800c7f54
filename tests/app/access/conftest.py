"""Fixture of the access tests: issues and verifies tokens on each database."""

from collections.abc import Iterator

import pytest

from tests.app.access.token_fixtures import TokenIssuer
from triplicate.main import Installation


@pytest.fixture
def token_issuer(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenIssuer]:
    made = TokenIssuer(installation, monkeypatch)
    yield made
    made.close()
