"""The ledger: how faithful each member of the native document is to the order. A test compares it with the type.

exact: both say the same. derived: follows from the order by a rule. kept: verbatim from the document it came with.
fixed: always this value. absent: the order has nothing to say here. dropped: not shown, because.
"""


def _exact(path: str, names: str) -> dict[str, str]:
    return {f"{path}.{name}".removeprefix("."): "exact" for name in names.split()}


def _at(path: str, members: dict[str, str]) -> dict[str, str]:
    return {f"{path}.{name}": how for name, how in members.items()}


_NAME = {
    "name": "derived: given, or the parts of the name joined by one space",
    "first_name": "derived: given, or the whole name up to its last space",
    "last_name": "derived: given, or the whole name after its last space",
}
_ADDRESS = {
    "id": "exact",
    **_NAME,
    **_exact("", "email phone company company_email line1 line2 city postcode"),
    **_exact("", "state state.code state.name country country.code"),
    "country.name": "derived: given, or the ISO 3166-1 name of the code",
    **_exact("", "pickup_point pickup_point.id pickup_point.country"),
}
_MODEL = _exact("model", "id chip width height length weight can_be_encoded")

LEDGER = {
    **_exact("", "id oid number version"),
    "account": "exact",
    "origin": "derived: the dialect by which the order came; an import keeps its own",
    **_exact("", "reference project"),
    "stage": "derived: the stage that the step belongs to",
    **_exact("", "step payment hold hold.reason hold.since"),
    "hold.by": "derived: who holds the order here; an import keeps its own",
    "ending": "exact",
    "fulfilment": "derived: complete when nothing is left to ship, partial when something was shipped",
    "words": "exact",
    "buyer": "exact",
    **_at("buyer", {"id": "exact", **_NAME, **_exact("", "email phone created_at")}),
    "company": "exact",
    **_exact("company", "id name email phone deleted"),
    **_exact("", "guest approved approval approval.by approval.at"),
    "ship_to": "exact",
    **_at("ship_to", _ADDRESS),
    "bill_to": "exact",
    **_at("bill_to", _ADDRESS),
    **_exact("", "shipping shipping.id shipping.name shipping.label currency"),
    "lines": "exact",
    **_exact("lines", "id oid number product variant name sku"),
    "lines.image": "derived: a foreign URL unchanged, a stored file as a link signed at read time",
    "lines.file": "derived: the id of the stored file that the image is; an import keeps another",
    **_exact("lines", "unit_price charges quantity fulfilled returned cancelled"),
    "lines.remaining": "derived: what of the quantity was neither fulfilled nor cancelled",
    **_exact("lines", "is_returned stage bounds model"),
    **_at("lines", _MODEL),
    **_exact("lines", "nfc nfc.type nfc.content nfc.base_url nfc.record_id"),
    "lines.artwork": "exact",
    **_exact("lines.artwork", "file mime size created_at"),
    "lines.components": "exact",
    **_exact("lines.components", "id product name sku image quantity unit_price"),
    "lines.metadata": "exact",
    "lines.total": "derived: price times quantity",
    "units": "exact",
    **_exact("units", "id line model"),
    **_at("units", _MODEL),
    **_exact("units", "step word metadata record_id created_at"),
    "shipments": "exact",
    **_exact("shipments", "id carrier tracking_number tracker_id tracking_url method shipped_at delivered_at"),
    **_exact("shipments", "items items.line items.label items.quantity units"),
    "payments": "exact",
    **_exact("payments", "id amount at method reference"),
    "refunds": "exact",
    **_exact("refunds", "id amount at reason reference"),
    "payment_link": "exact",
    "totals": "exact",
    "totals.subtotal": "derived: as stated, or the sum of the lines where all prices are known",
    "totals.shipping": "exact",
    "totals.tax": "exact",
    "totals.total": "derived: as stated, or the sum of lines, shipping and tax where all prices are known",
    "totals.paid": "derived: the payments recorded, and all of the total where a document says that it is paid",
    "totals.refunded": "derived: the refunds recorded, and all that was paid where a document says so",
    "totals.outstanding": "derived: the total without what was cancelled and what was paid",
    "totals.mismatch": "derived: the stated total less its parts",
    "price_list": "exact",
    "comments": "exact",
    **_exact("comments", "id at author customer text"),
    "metadata": "exact",
    "history": "exact",
    **_exact("history", "at status observed"),
    **_exact("", "created_at placed_at updated_at"),
}
