"""Ten thousand generated orders on both databases: read at random in every dialect, without duplicates."""

import json
import random
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conformance.file_links import replace_links
from tests.conformance.registry import CONFORMANCES
from tests.e2e.process_fixtures import ProgramProcess, demo_credentials, get_order, run
from tests.store.database_fixtures import Database
from tests.strategies.documents import without_envelope
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
    assert len(run(database, "export", "native").splitlines()) == MANY + 3
    start = time.monotonic()
    with ProgramProcess(database, "serve", "--port", "0", scratch=tmp_path) as serving:
        base = serving.wait_until_ready()
        assert time.monotonic() - start < 4  # under two seconds on a machine that does nothing else
        made = demo_credentials(database)
        for index in CHOSEN:
            ((origin, document),) = documents.generate_documents(index, index + 1)
            reads_equal(base, made, origin, json.loads(json.dumps(document)))
        assert "Traceback" not in serving.errors


def reads_equal(base: str, made: dict[str, Any], origin: str, document: dict[str, Any]) -> None:
    """The order reads in its own dialect as it was made, and the other ones say the same of it."""
    is_oid = CONFORMANCES[origin].id_kind == "oid"
    guid = derived_guid(origin, "order", document["id"]) if is_oid else document["id"]
    ids = {"guid": guid, "oid": document["id"] if is_oid else derived_oid("order", guid)}
    copies = {
        dialect: without_envelope(dialect, get_order(base, made, dialect, ids[conformance.id_kind]).json())
        for dialect, conformance in CONFORMANCES.items()
    }
    quantities = [
        [quantity for _, quantity in CONFORMANCES[dialect].names_and_quantities(copy)]
        for dialect, copy in copies.items()
    ]
    assert all(of == quantities[0] for of in quantities)
    links = replace_links(origin, copies[origin])
    for link in links:
        assert httpx.get(link, trust_env=False).headers["content-type"] == "image/png"
    assert copies[origin] == document
