"""Hypothesis strategies of valid documents of each dialect, and their envelopes."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from hypothesis import strategies as st

import triplicate.dialects
from tests.strategies import scalars, wire_documents
from tests.strategies.json_values import json_values, numbers, texts
from tests.strategies.native_documents import NATIVE
from triplicate.core.documents.codec import DocumentCodec
from triplicate.core.order.order import Order

PRINTAGS_STATUSES = (
    "creating draft created validated in_queue processing treated batching sent_for_printing manufacturing packaging "
    "packaged ready_for_shipping shipped delivered cancelled on_hold returned refunded failed"
).split()
MARKETIGER_STATUSES = (0, 1, 2, 3, 4, 5, 10, 15)
AXIM_STATUSES = ("pending", "processing", "partially fulfilled", "fulfilled", "returned", "cancelled")
AXIM_PAYMENTS = ("pending", "paid", "partially refunded", "refunded")

_SLUGS = st.sampled_from(["pvccard_white", "ntag424_pvccard_white", "ntag424_woodcard"])
_CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KWD"]) | texts(4)


def codecs() -> dict[str, DocumentCodec[Order]]:
    """Every dialect's mapping, found in its folder."""
    names = sorted(module.name for module in iter_modules(triplicate.dialects.__path__))
    return {name: import_module(f"triplicate.dialects.{name}.document.codec").CODEC for name in names}


CODECS = codecs()
DIALECTS = tuple(CODECS)


@cache
def documents_of(dialect: str, foreign: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Valid documents of a dialect, without the envelope, and where not `foreign`, without members unknown to it."""
    return wire_documents.documents(CODECS[dialect].wire_type, SPECIAL.get(dialect, {}), foreign)


def in_envelope(dialect: str, document: Any) -> Any:
    """The success answer of a dialect around a document; where it has no envelope, the document."""
    envelope = CODECS[dialect].envelope
    for name in reversed(envelope):
        document = {name: document}
    return {"success": True, **document} if envelope else document


def _address(path: str) -> wire_documents.Special:
    return {
        f"{path}.id": scalars.oids() | texts(),
        f"{path}.country.code": st.sampled_from(["US", "NL", "XX"]) | texts(3),
    }


SPECIAL: dict[str, wire_documents.Special] = {
    "marketiger": {
        "id": scalars.guids(),
        "status": st.sampled_from(MARKETIGER_STATUSES) | st.integers(-3, 20) | st.just(10**300),
        "createdDate": scalars.moments() | st.just(""),
        "updated": scalars.moments() | st.just(""),
        "shippingRate": scalars.amounts() | numbers(),
        "orderModels.poId": st.integers(-1, 4) | st.integers(),
        "orderModels.modelId": scalars.guids() | texts(),
        "orderModels.imageUrl": scalars.urls() | texts(),
        "orderModels.price": scalars.amounts() | numbers(),
        "orderModels.status": st.sampled_from([0, 1, 2, 3, 4, 10]) | st.integers(-3, 20),
    },
    "printags": {
        "id": scalars.guids(),
        "accountId": scalars.guids() | texts(),
        "status": st.sampled_from(PRINTAGS_STATUSES) | texts(),
        "customer.createdAt": scalars.moments() | st.just(""),
        "shipTo.id": scalars.guids() | texts(),
        "shipTo.address.countryCode": st.sampled_from(["FR", "lu"]) | texts(3),
        "statusHistory.status": st.sampled_from(PRINTAGS_STATUSES) | texts(),
        "statusHistory.createdAt": scalars.moments() | st.just(""),
        "products.id": scalars.repeating_guids(),
        "products.status": st.sampled_from(PRINTAGS_STATUSES) | texts(),
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
    },
    "axim": {
        "id": scalars.oids(),
        "entityId": st.integers(1, 999).map(str) | st.integers(1, 999) | texts() | st.integers(),
        "company": scalars.oids() | texts(),
        "customer": scalars.oids() | texts(),
        "orderedAt": scalars.moments() | st.just(""),
        "createdAt": scalars.moments() | st.just(""),
        "updatedAt": scalars.moments() | st.just(""),
        "orderStatus": st.sampled_from(AXIM_STATUSES) | texts(),
        "paymentStatus": st.sampled_from(AXIM_PAYMENTS) | texts(),
        "currency.currency": _CURRENCIES,
        "lineItems.id": scalars.repeating_oids(),
        "lineItems.productId": scalars.oids() | texts(),
        "lineItems.quantity": scalars.quantities() | st.floats(0, 1e300),
        "lineItems.price": scalars.amounts() | numbers(),
        "lineItems.image": scalars.urls() | texts(),
        "lineItems.groupedProducts._id": scalars.repeating_oids(),
        "lineItems.groupedProducts.quantity": scalars.quantities() | numbers(),
        "lineItems.groupedProducts.price": scalars.amounts() | numbers(),
        "fulfilledItems.items.lineItemId": scalars.repeating_oids(),
        "fulfilledItems.items.quantity": scalars.quantities() | scalars.quantities().map(str),
        "fulfilledItems.fulfilledAt": scalars.moments() | st.just(""),
        "metaFields.code": st.sampled_from(["color", "po"]) | texts(),
        **_address("shippingAddress"),
        **_address("billingAddress"),
    },
    "native": NATIVE,
}
