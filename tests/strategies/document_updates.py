"""Hypothesis strategies of a vendor's successive documents of one order, in any order and state."""

from typing import Any

from hypothesis import strategies as st

from tests.strategies import complete_documents
from tests.strategies.complete_native_document import LINES
from tests.strategies.documents import AXIM_PAYMENTS, AXIM_STATUSES, MARKETIGER_STATUSES, PRINTAGS_STATUSES
from tests.strategies.native_documents import ENDINGS, PAYMENTS, STEPS

_DAYS = st.integers(0, 4)
_PARCELS = st.lists(st.sampled_from(["T1", "T2", "T3"]), unique=True, max_size=3)
_RECORDS = [f"cc3e4567-e89b-12d3-a456-42661417400{n}" for n in range(3)]
_EXTRA: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {"note": "a"}, {"note": "b", "seen": [1, {"id": 2}]}])


def at(day: int, of: str = "2024-07-{:02}T09:26:55.737Z") -> str:
    """The moment of a day."""
    return of.format(day + 1)


@st.composite
def marketiger(draw: st.DrawFn) -> dict[str, Any]:
    """Marketiger's order 123e4567 on some day."""
    number = draw(st.none() | st.sampled_from(["T1", "T2", "T3"]))
    track = number and {"trackingNumber": number, "shippingMethodId": 3, "trackingUrl": f"https://t.example/{number}"}
    body = complete_documents.complete_document(
        "marketiger", status=draw(st.sampled_from([*MARKETIGER_STATUSES, 7])), trackAndTrace=track
    )
    body["updated"] = at(draw(_DAYS), "2024-07-{:02}T10:15:00Z")
    for model in body["orderModels"]:
        model["status"] = draw(st.sampled_from([0, 1, 2, 3, 4, 10, 7]))
    return {**body, **draw(_EXTRA)}


@st.composite
def printags(draw: st.DrawFn) -> dict[str, Any]:
    """Printags' order 987e6543 on some day."""
    word = draw(st.sampled_from([*PRINTAGS_STATUSES, "lost_at_sea"]))
    history = [{"id": complete_documents.GUID, "status": "created", "createdAt": at(0)}]
    if day := draw(_DAYS):
        history.append({"id": complete_documents.GUID, "status": word, "createdAt": at(day)})
    body = complete_documents.complete_document("printags", status=word, statusHistory=history)
    body["shippings"] = [_parcel(number, draw(st.integers(0, 2))) for number in draw(_PARCELS)]
    for piece in body["products"]:
        piece["status"] = draw(st.sampled_from(PRINTAGS_STATUSES))
    return {**body, **draw(_EXTRA)}


def _parcel(number: str, count: int) -> dict[str, Any]:
    id = f"f23e4567-e89b-12d3-a456-4266141740{number[1:]:0>2}"
    return {"id": id, "trackerId": "", "trackingNumber": number, "products": {"ntag424_pvccard_white": count}}


@st.composite
def axim(draw: st.DrawFn) -> dict[str, Any]:
    """Axim's order 664f2310 on some day."""
    body = complete_documents.complete_document(
        "axim",
        orderStatus=draw(st.sampled_from([*AXIM_STATUSES, "backordered"])),
        paymentStatus=draw(st.sampled_from([*AXIM_PAYMENTS, "disputed"])),
        updatedAt=at(draw(_DAYS)),
    )
    body["fulfilledItems"] = [_fulfilled(number) for number in draw(_PARCELS)]
    for line in body["lineItems"]:
        line["fulfilledQuantity"] = draw(st.integers(0, line["quantity"]))
    return {**body, **draw(_EXTRA)}


def _fulfilled(number: str) -> dict[str, Any]:
    items = [{"lineItemId": "664f2310d5775459152d0001", "quantity": 1}]
    return {"items": items, "carrier": "UPS", "trackingNumber": number, "fulfilledAt": f"2024-07-0{number[1:]}"}


@st.composite
def native(draw: st.DrawFn) -> dict[str, Any]:
    """The native order f00e4567 on some day."""
    body = complete_documents.complete_document(
        "native",
        step=draw(st.sampled_from([*STEPS, "glazing", None])),
        payment=draw(st.sampled_from([*PAYMENTS, "disputed", None])),
        ending=draw(st.sampled_from([None, None, None, *ENDINGS])),
        hold=draw(st.sampled_from([None, {"reason": "address", "since": at(1), "by": "marie@example.fr"}])),
        words=draw(st.sampled_from([{}, {"printags.state": "lost_at_sea"}, {"workshop": "drying"}])),
        updated_at=at(draw(_DAYS)),
    )
    body["shipments"] = [_sent(number, draw(st.integers(0, 2))) for number in draw(_PARCELS)]
    body["history"] += [{"at": at(day), "status": "batching", "observed": False} for day in draw(st.sets(_DAYS))]
    for name in ("payments", "refunds", "comments"):
        body[name] = [{**body[name][0], "id": id} for id in draw(st.lists(st.sampled_from(_RECORDS), unique=True))]
    for line in body["lines"]:
        for part in ("fulfilled", "returned", "cancelled"):
            line[part] = draw(st.integers(0, line["quantity"]))
    return {**body, **draw(_EXTRA)}


def _sent(number: str, count: int) -> dict[str, Any]:
    id = f"f23e4567-e89b-12d3-a456-4266141740{number[1:]:0>2}"
    item = {"line": LINES[0], "label": "OAK-424", "quantity": count}
    return {
        **complete_documents.complete_document("native")["shipments"][0],
        "id": id,
        "tracking_number": number,
        "items": [item],
        "units": [],
    }


UPDATES = {"marketiger": marketiger(), "printags": printags(), "axim": axim(), "native": native()}


@st.composite
def arrivals(draw: st.DrawFn, dialect: str) -> tuple[list[Any], list[Any]]:
    """The same few documents in two orders of arrival, some of them more than once."""
    documents = draw(st.lists(UPDATES[dialect], min_size=2, max_size=4))
    again = draw(st.lists(st.sampled_from(range(len(documents))), max_size=2))
    shuffled = draw(st.permutations([*range(len(documents)), *again]))
    return documents, [documents[index] for index in shuffled]
