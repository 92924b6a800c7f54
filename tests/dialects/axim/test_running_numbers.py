"""Entity ids of Axim Commerce over HTTP: the running number names the same order."""

import httpx
import pytest

from tests.conformance.operation_fixtures import get_order, id_in
from tests.conftest import Demo
from triplicate.demo import documents


def test_the_entity_id_names_the_sample(client: httpx.Client, demo: Demo) -> None:
    number = demo.credentials["axim"]["entity_id"]
    assert get_order(client, demo, "axim", number).json() == documents.vendor_sample("axim")


@pytest.mark.parametrize("origin", [dialect for dialect in documents.dialects() if dialect != "axim"])
def test_the_running_number_names_the_same_order(client: httpx.Client, demo: Demo, origin: str) -> None:
    guid = demo.credentials[origin]["order_id"]
    copy = get_order(client, demo, "axim", id_in("axim", guid)).json()["data"]
    assert get_order(client, demo, "axim", copy["entityId"]).json()["data"] == copy
