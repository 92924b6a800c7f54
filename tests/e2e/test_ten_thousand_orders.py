"""Ten thousand generated orders on both databases: read at random in every dialect, without duplicates."""

import json
import random
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.process_fixtures import ProgramProcess, demo_credentials, get_order, run
from tests.store.database_fixtures import Database
from triplicate.core.ids import derived_guid, derived_oid
from triplicate.demo import documents

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
MANY = 10_000
CHOSEN = random.Random(2).sample(range(MANY), 30)


def test_ten_thousand_orders(empty_database: Database, tmp_path: Path) -> None:
    """Made by the demo, which adds none that are there; then served without it."""
    database = empty_database
    with ProgramProcess(database, "demo", "--port", "0", "--orders", MANY, scratch=tmp_path) as demo:
        demo.wait_until_ready()
    with ProgramProcess(database, "demo", "--port", "0", "--orders", 100, scratch=tmp_path) as demo:
        demo.wait_until_ready()
    assert len(run(database, "export", "printags").splitlines()) == MANY + 3
    begun = time.monotonic()
    with ProgramProcess(database, "serve", "--port", "0", scratch=tmp_path) as serving:
        base = serving.wait_until_ready()
        assert time.monotonic() - begun < 4  # under two seconds on a machine that does nothing else
        made = demo_credentials(database)
        for index in CHOSEN:
            ((origin, document),) = documents.generate_documents(index, index + 1)
            reads_equal(base, made, origin, json.loads(json.dumps(document)))
        assert "Traceback" not in serving.errors


def reads_equal(base: str, made: dict[str, Any], origin: str, document: dict[str, Any]) -> None:
    """The order reads in its own dialect as it was made, and the other two say the same of it."""
    axim = origin == "axim"
    guid = derived_guid("axim", "order", document["id"]) if axim else document["id"]
    oid = document["id"] if axim else derived_oid("order", guid)
    found = {
        "marketiger": get_order(base, made, "marketiger", guid).json()["data"]["order"],
        "printags": get_order(base, made, "printags", guid).json()["order"],
        "axim": get_order(base, made, "axim", oid).json()["data"],
    }
    assert get_order(base, made, "axim", found["axim"]["entityId"]).json()["data"] == found["axim"]
    counted = [
        [line["quantity"] for line in found[name][lines]]
        for name, lines in (("marketiger", "orderModels"), ("printags", "product_groups"), ("axim", "lineItems"))
    ]
    assert counted[0] == counted[1] == counted[2]
    for model, given in zip(found[origin].get("orderModels", ()), document.get("orderModels", ()), strict=True):
        link = model.pop("imageUrl")
        assert given.pop("imageUrl") in link
        assert httpx.get(link, trust_env=False).headers["content-type"] == "image/png"
    assert found[origin] == document
