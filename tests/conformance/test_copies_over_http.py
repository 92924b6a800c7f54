"""One order over HTTP: every dialect returns it, and shared facts are equal."""

import json
import re

import httpx
import msgspec
import pytest

from tests.conformance.file_links import replace_links
from tests.conformance.operation_fixtures import get_order
from tests.conformance.registry import CONFORMANCES
from tests.conformance.shared_facts import differing_facts, facts_of
from tests.conftest import Demo
from tests.strategies.documents import without_envelope
from triplicate.core import ids
from triplicate.demo import documents

GENERATED = list(documents.generate_documents(0, 30))
SAMPLES = [(dialect, without_envelope(dialect, documents.vendor_sample(dialect))) for dialect in documents.dialects()]

SIGNATURE = re.compile(r"\?expires=\d+&signature=[\w-]+")
"""What of a link changes every minute."""


def ids_of(dialect: str, document: dict) -> dict[str, str]:
    """The order's GUID and 24-hex id."""
    if CONFORMANCES[dialect].id_kind == "oid":
        return {"oid": document["id"], "guid": ids.derived_guid(dialect, "order", document["id"])}
    return {"guid": document["id"], "oid": ids.derived_oid("order", document["id"])}


@pytest.mark.parametrize("place", range(len(GENERATED)))
def test_a_generated_order_comes_back(client: httpx.Client, demo: Demo, place: int) -> None:
    dialect, document = GENERATED[place]
    copy = without_envelope(dialect, get_order(client, demo, dialect, document["id"]).json())
    replace_links(dialect, copy)
    assert copy == msgspec.json.decode(msgspec.json.encode(document))


@pytest.mark.parametrize("place", range(len(GENERATED) + len(SAMPLES)))
def test_every_copy_says_the_same(client: httpx.Client, demo: Demo, place: int) -> None:
    origin, document = [*SAMPLES, *GENERATED][place]
    names = ids_of(origin, document)
    copies = {}
    for dialect, conformance in CONFORMANCES.items():
        text = get_order(client, demo, dialect, names[conformance.id_kind]).text
        copies[dialect] = without_envelope(dialect, json.loads(SIGNATURE.sub("", text)))
    assert [copies[dialect]["id"] for dialect in CONFORMANCES] == [names[of.id_kind] for of in CONFORMANCES.values()]
    assert differing_facts(copies) == []
    assert all(facts["names"] and facts["pieces"] for facts in facts_of(copies).values())
