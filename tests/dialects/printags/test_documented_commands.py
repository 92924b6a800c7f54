"""The commands of the README that order cards print what it says."""

import json
from pathlib import Path

import pytest

from tests.e2e.process_fixtures import ProgramProcess
from tests.e2e.test_documented_commands import blocks, section, typed
from tests.store.database_fixtures import Database

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_an_order_of_cards_as_the_readme_places_it(tmp_path: Path) -> None:
    """Ten cards at 2.35 and the parcel at 6.24, from a balance of a thousand; and found by its reference."""
    database = Database("sqlite", tmp_path / ".triplicate", None)
    with ProgramProcess(database, "demo", "--port", "0", scratch=tmp_path) as demo:
        port = demo.wait_until_ready().rpartition(":")[2]
        token, *_ = (block for block in blocks(section("README.md", "Try it")) if block.startswith("token()"))
        place, *_ = blocks(section("README.md", "An order of cards"))
        own = "curl -s 'http://127.0.0.1:8000/accounts/@me{}' -H \"Authorization: Bearer $(token printags)\""
        steps = (place, own.format("/orders/find?reference=Card-1&fields=status,total"), own.format(""))
        printed = typed("\necho\n".join((token.splitlines()[0], *steps)).replace(":8000", f":{port}"), tmp_path)
    placed, orders, account = (json.loads(line) for line in printed if line)
    assert orders["orders"] == [{"id": placed["orderId"], "status": "created", "total": 29.74}]
    assert account["account"]["balance"] == 970.26
