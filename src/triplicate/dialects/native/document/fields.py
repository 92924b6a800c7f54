"""Field coverage: how each field of the native document relates to the order. A test compares it with the wire type.

exact: the same value. derived: computed from the order by a rule. kept: verbatim from the imported document. fixed:
always this value. absent: the order has no value for it. dropped: not in the document, with the reason.
"""


def _exact(path: str, names: str) -> dict[str, str]:
    return {f"{path}.{name}".removeprefix("."): "exact" for name in names.split()}


def _nested(path: str, members: dict[str, str]) -> dict[str, str]:
    return {f"{path}.{name}": how for name, how in members.items()}


_NAME = {
    "name": "derived: as given, or the first and last name joined by a space",
    "first_name": "derived: as given, or the full name up to its last space",
    "last_name": "derived: as given, or the full name after its last space",
}
_ADDRESS = {
    "id": "exact",
    **_NAME,
    **_exact("", "email phone company company_email line1 line2 city postcode"),
    **_exact("", "state state.code state.name country country.code"),
    "country.name": "derived: as given, or the ISO 3166-1 name of the code",
    **_exact("", "pickup_point pickup_point.id pickup_point.country"),
}
_MODEL = _exact("model", "id chip width height length weight can_be_encoded")

FIELDS = {
    **_exact("", "id oid number version"),
    "account": "exact",
    "origin": "derived: the dialect in which the order arrived; an imported document keeps its own value",
    **_exact("", "reference project"),
    "stage": "derived: the stage that the step belongs to",
    **_exact("", "step payment hold hold.reason hold.since"),
    "hold.by": "derived: who placed the hold here; an imported document keeps its own value",
    "ending": "exact",
    "fulfilment": "derived: complete if nothing remains to ship, partial if something was shipped, else none",
    "words": "exact",
    "buyer": "exact",
    **_nested("buyer", {"id": "exact", **_NAME, **_exact("", "email phone created_at")}),
    "company": "exact",
    **_exact("company", "id name email phone deleted"),
    **_exact("", "guest approved approval approval.by approval.at"),
    "ship_to": "exact",
    **_nested("ship_to", _ADDRESS),
    "bill_to": "exact",
    **_nested("bill_to", _ADDRESS),
    **_exact("", "shipping shipping.id shipping.name shipping.label currency"),
    "lines": "exact",
    **_exact("lines", "id oid number product variant name sku"),
    "lines.image": "derived: an external URL unchanged; for a stored file, a link signed when the order is read",
    "lines.file": "derived: the id of the stored file shown as `image`; an imported document keeps any other value",
    **_exact("lines", "unit_price charges quantity fulfilled returned cancelled"),
    "lines.remaining": "derived: the quantity minus what was fulfilled or cancelled",
    **_exact("lines", "is_returned stage bounds model"),
    **_nested("lines", _MODEL),
    **_exact("lines", "nfc nfc.type nfc.content nfc.base_url nfc.record_id"),
    "lines.artwork": "exact",
    **_exact("lines.artwork", "file mime size created_at"),
    "lines.components": "exact",
    **_exact("lines.components", "id product name sku image quantity unit_price"),
    "lines.metadata": "exact",
    "lines.total": "derived: unit price times quantity",
    "units": "exact",
    **_exact("units", "id line model"),
    **_nested("units", _MODEL),
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
    "totals.subtotal": "derived: as stated, or the sum of the lines if all prices are known",
    "totals.shipping": "exact",
    "totals.tax": "exact",
    "totals.total": "derived: as stated, or the sum of lines, shipping and tax if all prices are known",
    "totals.paid": "derived: the recorded payments, or the full total if a document says that the order is paid",
    "totals.refunded": "derived: the recorded refunds, or everything paid if a document says the order is refunded",
    "totals.outstanding": "derived: the total minus what was cancelled and what was paid",
    "totals.mismatch": "derived: the stated total minus the sum of its parts",
    "price_list": "exact",
    "comments": "exact",
    **_exact("comments", "id at author customer text"),
    "metadata": "exact",
    "history": "exact",
    **_exact("history", "at status observed"),
    **_exact("", "created_at placed_at updated_at"),
}
