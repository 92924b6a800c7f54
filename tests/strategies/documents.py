"""Valid documents of each dialect, and its answer around them."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from hypothesis import strategies as st

import triplicate.dialects
from tests.strategies import forms, wire
from tests.strategies.native import NATIVE
from tests.strategies.values import json_values, numbers, texts
from triplicate.core.copies import Mapping

PRINTAGS_WORDS = (
    "creating draft created validated in_queue processing treated batching sent_for_printing manufacturing packaging "
    "packaged ready_for_shipping shipped delivered cancelled on_hold returned refunded failed"
).split()
MARKETIGER_CODES = (0, 1, 2, 3, 4, 5, 10, 15)
AXIM_WORDS = ("pending", "processing", "partially fulfilled", "fulfilled", "returned", "cancelled")
AXIM_PAYMENTS = ("pending", "paid", "partially refunded", "refunded")

_SLUGS = st.sampled_from(["pvccard_white", "ntag424_pvccard_white", "ntag424_woodcard"])
_CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KWD"]) | texts(4)


def mappings() -> dict[str, Mapping]:
    """Every dialect's mapping, found in its folder."""
    names = sorted(module.name for module in iter_modules(triplicate.dialects.__path__))
    return {name: import_module(f"triplicate.dialects.{name}.mapping").MAPPING for name in names}


MAPPINGS = mappings()
DIALECTS = tuple(MAPPINGS)


@cache
def of(dialect: str, foreign: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Valid documents of a dialect, without the envelope, and where not `foreign`, without members unknown to it."""
    return wire.documents(MAPPINGS[dialect].wire, SPECIAL.get(dialect, {}), foreign)


def enveloped(dialect: str, document: Any) -> Any:
    """The success answer of a dialect around a document; where it has no envelope, the document."""
    envelope = MAPPINGS[dialect].envelope
    for name in reversed(envelope):
        document = {name: document}
    return {"success": True, **document} if envelope else document


def _address(path: str) -> wire.Special:
    return {
        f"{path}.id": forms.oids() | texts(),
        f"{path}.country.code": st.sampled_from(["US", "NL", "XX"]) | texts(3),
    }


SPECIAL: dict[str, wire.Special] = {
    "marketiger": {
        "id": forms.guids(),
        "status": st.sampled_from(MARKETIGER_CODES) | st.integers(-3, 20) | st.just(10**300),
        "createdDate": forms.moments() | st.just(""),
        "updated": forms.moments() | st.just(""),
        "shippingRate": forms.amounts() | numbers(),
        "orderModels.poId": st.integers(-1, 4) | st.integers(),
        "orderModels.modelId": forms.guids() | texts(),
        "orderModels.imageUrl": forms.urls() | texts(),
        "orderModels.price": forms.amounts() | numbers(),
        "orderModels.status": st.sampled_from([0, 1, 2, 3, 4, 10]) | st.integers(-3, 20),
    },
    "printags": {
        "id": forms.guids(),
        "accountId": forms.guids() | texts(),
        "status": st.sampled_from(PRINTAGS_WORDS) | texts(),
        "customer.createdAt": forms.moments() | st.just(""),
        "shipTo.id": forms.guids() | texts(),
        "shipTo.address.countryCode": st.sampled_from(["FR", "lu"]) | texts(3),
        "statusHistory.status": st.sampled_from(PRINTAGS_WORDS) | texts(),
        "statusHistory.createdAt": forms.moments() | st.just(""),
        "products.id": forms.repeating_guids(),
        "products.status": st.sampled_from(PRINTAGS_WORDS) | texts(),
        "products.createdAt": forms.moments() | st.just(""),
        "product_groups.id": forms.repeating_guids(),
        "product_groups.modelId": _SLUGS | texts(),
        "product_groups.model.id": _SLUGS | texts(),
        "product_groups.nfc.dynamic.records.publicKey": forms.keys(),
        "product_groups.nfc.dynamic.records.privateKey": forms.keys(),
        "shippings.id": forms.repeating_guids(),
        "shippings.trackingNumber": st.sampled_from(["1Z999AA10123456784", "", "T2"]) | texts(),
        "shippings.products": st.dictionaries(_SLUGS | texts(), forms.quantities() | json_values(), max_size=3),
        "total": forms.amounts() | numbers(),
    },
    "axim": {
        "id": forms.oids(),
        "entityId": st.integers(1, 999).map(str) | st.integers(1, 999) | texts() | st.integers(),
        "company": forms.oids() | texts(),
        "customer": forms.oids() | texts(),
        "orderedAt": forms.moments() | st.just(""),
        "createdAt": forms.moments() | st.just(""),
        "updatedAt": forms.moments() | st.just(""),
        "orderStatus": st.sampled_from(AXIM_WORDS) | texts(),
        "paymentStatus": st.sampled_from(AXIM_PAYMENTS) | texts(),
        "currency.currency": _CURRENCIES,
        "lineItems.id": forms.repeating_oids(),
        "lineItems.productId": forms.oids() | texts(),
        "lineItems.quantity": forms.quantities() | st.floats(0, 1e300),
        "lineItems.price": forms.amounts() | numbers(),
        "lineItems.image": forms.urls() | texts(),
        "lineItems.groupedProducts._id": forms.repeating_oids(),
        "lineItems.groupedProducts.quantity": forms.quantities() | numbers(),
        "lineItems.groupedProducts.price": forms.amounts() | numbers(),
        "fulfilledItems.items.lineItemId": forms.repeating_oids(),
        "fulfilledItems.items.quantity": forms.quantities() | forms.quantities().map(str),
        "fulfilledItems.fulfilledAt": forms.moments() | st.just(""),
        "metaFields.code": st.sampled_from(["color", "po"]) | texts(),
        **_address("shippingAddress"),
        **_address("billingAddress"),
    },
    "native": NATIVE,
}
