"""One order over HTTP: every dialect returns it, and shared facts are equal."""

import httpx
import msgspec
import pytest

from tests.conformance.operation_fixtures import DIALECTS, get_order
from tests.conftest import Demo
from triplicate.core import ids
from triplicate.demo import documents

GENERATED = list(documents.generate_documents(0, 30))
SAMPLES = [(dialect, documents.vendor_sample(dialect)) for dialect in documents.dialects()]


def names(dialect: str, document: dict) -> tuple[str, str]:
    """The order's GUID and 24-hex id."""
    for member in DIALECTS[dialect].codec.envelope if "success" in document else ():
        document = document[member]
    id = document["id"]
    return (ids.derived_guid("axim", "order", id), id) if dialect == "axim" else (id, ids.derived_oid("order", id))


@pytest.mark.parametrize("place", range(len(GENERATED)))
def test_a_generated_order_comes_back(client: httpx.Client, demo: Demo, place: int) -> None:
    dialect, document = GENERATED[place]
    guid, oid = names(dialect, document)
    found = get_order(client, demo, dialect, oid if dialect == "axim" else guid).json()
    for member in DIALECTS[dialect].codec.envelope:
        found = found[member]
    expected = msgspec.json.decode(msgspec.json.encode(document))
    if dialect == "marketiger":
        for model, given in zip(found["orderModels"], expected["orderModels"], strict=True):
            assert given.pop("imageUrl") in model.pop("imageUrl")  # a signed link to the file that was named
    assert found == expected


@pytest.mark.parametrize("place", range(len(GENERATED) + len(SAMPLES)))
def test_every_copy_says_the_same(client: httpx.Client, demo: Demo, place: int) -> None:
    dialect, document = [*SAMPLES, *GENERATED][place]
    guid, oid = names(dialect, document)
    tiger = get_order(client, demo, "marketiger", guid).json()["data"]["order"]
    tags = get_order(client, demo, "printags", guid).json()["order"]
    axim = get_order(client, demo, "axim", oid).json()["data"]
    assert (tiger["id"], tags["id"], axim["id"]) == (guid, guid, oid)
    lines = tiger["orderModels"], tags["product_groups"], axim["lineItems"]
    assert len({len(of) for of in lines}) == 1
    for model, group, item in zip(*lines, strict=True):
        assert model["quantity"] == group["quantity"] == item["quantity"]
        assert model["modelName"] == group["name"] == item["name"]
        if dialect != "printags":
            assert model["price"] == pytest.approx(item["price"] * 100, abs=1e-9)
    tracked = (tiger["trackAndTrace"] or {}).get("trackingNumber")
    assert tracked == (tags["shippings"][-1]["trackingNumber"] if tags["shippings"] else None)
    assert tracked == (axim["fulfilledItems"][-1]["trackingNumber"] if axim["fulfilledItems"] else None)
    if dialect != "marketiger":
        assert tags["shipTo"]["address"]["postcode"] == axim["shippingAddress"]["zipcode"]
        assert tags["shipTo"]["address"]["addressLine1"] == axim["shippingAddress"]["address1"]
        country = axim["shippingAddress"]["country"]
        assert tags["shipTo"]["address"]["countryCode"] == country["code"]
        written = f"{axim['shippingAddress']['firstName']} {axim['shippingAddress']['lastName']}"
        assert " ".join(tags["shipTo"]["name"].split()) == " ".join(written.split())


def test_the_running_number_names_the_same_order(client: httpx.Client, demo: Demo) -> None:
    number = demo.credentials["axim"]["entity_id"]
    assert get_order(client, demo, "axim", number).json() == documents.vendor_sample("axim")
    guid = demo.credentials["printags"]["order_id"]
    printed = get_order(client, demo, "axim", ids.derived_oid("order", guid)).json()["data"]
    again = get_order(client, demo, "axim", printed["entityId"]).json()["data"]
    assert again == printed
