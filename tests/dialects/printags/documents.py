"""Documents of Printags: a complete one, strategies of any one, and of the successive ones of an order."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.strategies import scalars, wire_documents
from tests.strategies.json_values import json_values, numbers, texts
from tests.strategies.update_members import DAYS, EXTRA_MEMBERS, TRACKING_NUMBERS, moment

STATUSES = (
    "creating draft created validated in_queue processing treated batching sent_for_printing manufacturing packaging "
    "packaged ready_for_shipping shipped delivered cancelled on_hold returned refunded failed"
).split()
"""Every documented status."""
GUID = "c23e4567-e89b-12d3-a456-426614174003"
_SIZE = {"width": 54, "height": 0.8, "length": 85.6, "weight": 6}
_AT = "2024-07-01T09:26:55.737Z"
_SLUGS = st.sampled_from(["pvccard_white", "ntag424_pvccard_white", "ntag424_woodcard"])
COMPLETE: dict[str, Any] = {
    "id": "987e6543-e21a-11d4-a789-0242ac120002",
    "reference": "Order-JeanDupont-2024",
    "accountId": "123e4567-e89b-12d3-a456-426614174000",
    "status": "processing",
    "customer": {
        "id": "a23e4567-e89b-12d3-a456-426614174001",
        "email": "jean.dupont@example.fr",
        "firstname": "Jean",
        "lastname": "Dupont",
        "company": "Dupont Entreprises",
        "accountId": "123e4567-e89b-12d3-a456-426614174000",
        "createdAt": "2024-06-01T09:26:55.737Z",
    },
    "shipTo": {
        "id": "b23e4567-e89b-12d3-a456-426614174002",
        "name": "Marie Anne Curie",
        "phone": "+33612345678",
        "email": "marie@example.fr",
        "address": {
            "addressLine1": "10 rue de la République",
            "addressLine2": "Appartement 123",
            "city": "Paris",
            "postcode": "75001",
            "countryCode": "FR",
        },
        "servicePoint": {"id": "12624766", "country": "LU"},
    },
    "statusHistory": [
        {"id": GUID, "status": "created", "createdAt": _AT},
        {
            "id": "c23e4567-e89b-12d3-a456-426614174004",
            "status": "processing",
            "createdAt": "2024-07-02T10:00:00.000Z",
        },
    ],
    "products": [
        {
            "id": f"d23e4567-e89b-12d3-a456-42661417400{n}",
            "model": {"id": "pvccard_white", "size": _SIZE, "canBeEncoded": True},
            "metadata": {"internalId": n},
            "files": [{"id": "d23e4567-e89b-12d3-a456-426614174009", "mimeType": "image/png"}],
            "status": "processing",
            "shippings": ["f23e4567-e89b-12d3-a456-426614174007"],
            "createdAt": _AT,
        }
        for n in range(3)
    ],
    "product_groups": [
        {
            "id": "e23e4567-e89b-12d3-a456-426614174005",
            "modelId": "ntag424_pvccard_white",
            "name": "Jean Dupont",
            "quantity": 2,
            "nfc": {
                "type": "dynamic",
                "content": "https://example.com",
                "dynamic": {"baseUrl": "https://example.com", "records": {"recordId": 1}},
            },
            "model": {"id": "ntag424_pvccard_white", "size": _SIZE, "canBeEncoded": True},
        },
        {
            "id": "e23e4567-e89b-12d3-a456-426614174006",
            "modelId": "ntag424_woodcard",
            "name": "Marie Curie",
            "quantity": 1,
            "nfc": {
                "type": "dynamic",
                "content": "https://example.com/2",
                "dynamic": {"baseUrl": "https://example.com/2", "records": {"recordId": 2}},
            },
            "model": {"id": "ntag424_woodcard", "size": _SIZE, "canBeEncoded": True},
        },
    ],
    "metadata": {"profileId": "p1", "gift": True},
    "shippings": [
        {
            "id": "f23e4567-e89b-12d3-a456-426614174007",
            "trackerId": "1234567890",
            "trackingNumber": "1Z999AA10123456784",
            "products": {"ntag424_pvccard_white": 1},
        }
    ],
    "total": 50.99,
}
"""Every member has a distinct, consistent value."""

MEMBERS: wire_documents.Special = {
    "id": scalars.guids(),
    "accountId": scalars.guids() | texts(),
    "status": st.sampled_from(STATUSES) | texts(),
    "customer.createdAt": scalars.moments() | st.just(""),
    "shipTo.id": scalars.guids() | texts(),
    "shipTo.address.countryCode": st.sampled_from(["FR", "lu"]) | texts(3),
    "statusHistory.status": st.sampled_from(STATUSES) | texts(),
    "statusHistory.createdAt": scalars.moments() | st.just(""),
    "products.id": scalars.repeating_guids(),
    "products.status": st.sampled_from(STATUSES) | texts(),
    "products.createdAt": scalars.moments() | st.just(""),
    "product_groups.id": scalars.repeating_guids(),
    "product_groups.modelId": _SLUGS | texts(),
    "product_groups.model.id": _SLUGS | texts(),
    "product_groups.nfc.dynamic.records.publicKey": scalars.keys(),
    "product_groups.nfc.dynamic.records.privateKey": scalars.keys(),
    "shippings.id": scalars.repeating_guids(),
    "shippings.trackingNumber": st.sampled_from(["1Z999AA10123456784", "", "T2"]) | texts(),
    "shippings.products": st.dictionaries(_SLUGS | texts(), scalars.quantities() | json_values(), max_size=3),
    "total": scalars.amounts() | numbers(),
}


def complete(**members: Any) -> dict[str, Any]:
    """The complete document without its envelope, with these members instead of its own."""
    return deepcopy({**COMPLETE, **members})


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """Printags' order 987e6543 on some day."""
    word = draw(st.sampled_from([*STATUSES, "lost_at_sea"]))
    history = [{"id": GUID, "status": "created", "createdAt": moment(0)}]
    if day := draw(DAYS):
        history.append({"id": GUID, "status": word, "createdAt": moment(day)})
    body = complete(status=word, statusHistory=history)
    body["shippings"] = [_parcel(number, draw(st.integers(0, 2))) for number in draw(TRACKING_NUMBERS)]
    for piece in body["products"]:
        piece["status"] = draw(st.sampled_from(STATUSES))
    return {**body, **draw(EXTRA_MEMBERS)}


def _parcel(number: str, count: int) -> dict[str, Any]:
    id = f"f23e4567-e89b-12d3-a456-4266141740{number[1:]:0>2}"
    return {"id": id, "trackerId": "", "trackingNumber": number, "products": {"ntag424_pvccard_white": count}}
