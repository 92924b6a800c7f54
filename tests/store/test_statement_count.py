"""How many statements a change takes: rows of one kind are written by one statement."""

import pytest

from tests.dialects.native.native_api_fixtures import card_line, open_native_api
from tests.server.application_fixtures import open_client
from tests.store.statement_fixtures import first_words, recorded_statements
from triplicate.main import Installation

KEY = {"Idempotency-Key": "k"}
MAX_STATEMENTS = 12


@pytest.mark.parametrize("lines", [1, 30])
def test_placing_an_order(installation: Installation, lines: int) -> None:
    """With an idempotency key, from the first statement to the last before the commit."""
    with open_client(installation.application(), "in process") as client:
        api = open_native_api(installation, client)
        body = {"lines": [card_line() for _ in range(lines)]}
        with recorded_statements() as statements:
            api.request("POST", "/orders", body, status=201, headers=KEY)
    assert 0 < len(statements) <= MAX_STATEMENTS, "\n".join(map(first_words, statements))


def test_a_replay_takes_no_transaction(installation: Installation) -> None:
    with open_client(installation.application(), "in process") as client:
        api = open_native_api(installation, client)
        first = api.request("POST", "/orders", {"lines": [card_line()]}, status=201, headers=KEY)
        with recorded_statements() as statements:
            second = api.request("POST", "/orders", {"lines": [card_line()]}, status=201, headers=KEY)
            refused = api.request("POST", "/orders", {"lines": [card_line()] * 2}, status=422, headers=KEY)
    assert statements == []
    assert second.content == first.content
    assert refused.json()["type"].endswith("#idempotency-key-reused")
