"""Value strategies for members of native documents: statuses, timestamps, prices, ids."""

from hypothesis import strategies as st

from tests.strategies import scalars, vendor_statuses, wire_documents
from tests.strategies.json_values import numbers, texts
from triplicate.discovery import load_dialects

STEPS = (
    "creating draft created validated in_queue processing treated batching sent_for_printing manufacturing packaging "
    "packaged ready_for_shipping shipped delivered"
).split()
STAGES = ("draft", "placed", "accepted", "queued", "in production", "packed", "shipped", "delivered")
PAYMENTS = ("none", "unpaid", "pending", "paid", "partially refunded", "refunded")
ENDINGS = ("expired", "failed", "cancelled", "returned")
LINE_STAGES = ("created", "in production", "produced", "shipped", "on hold", "cancelled")

_VENDOR_STATUS_KEYS = st.deferred(
    lambda: st.sampled_from([*vendor_statuses.names(), "native.step", "workshop"])
) | texts(6)
_MOMENTS = (
    "hold.since buyer.created_at units.created_at shipments.shipped_at shipments.delivered_at created_at placed_at "
    "updated_at"
).split()
_NEEDED_MOMENTS = ("approval.at", "payments.at", "refunds.at", "comments.at", "history.at", "lines.artwork.created_at")
_ID_PATHS = ("lines.id", "units.id", "shipments.id", "payments.id", "refunds.id", "comments.id")

NATIVE: wire_documents.Special = {
    "id": scalars.guids(),
    "oid": scalars.oids() | texts(),
    "number": st.integers(1, 999) | st.integers(),
    "version": st.integers(1, 99) | st.integers(),
    "account": scalars.guids() | texts(),
    "origin": st.sampled_from(["native", *(dialect.name for dialect in load_dialects())]) | texts(),
    "stage": st.sampled_from(STAGES) | texts(),
    "step": st.sampled_from(STEPS) | texts(),
    "payment": st.sampled_from(PAYMENTS) | texts(),
    "ending": st.sampled_from(ENDINGS) | texts(),
    "words": st.dictionaries(_VENDOR_STATUS_KEYS, texts() | st.integers(), max_size=3),
    "currency": st.sampled_from(["EUR", "USD", "JPY", "KWD"]) | texts(4),
    "lines.oid": scalars.repeating_oids(),
    "lines.number": st.integers(-1, 4) | st.integers(),
    "lines.stage": st.sampled_from(LINE_STAGES) | texts(),
    "lines.image": scalars.urls() | texts(),
    "lines.file": scalars.guids() | texts(),
    "lines.unit_price": scalars.prices() | st.just(""),
    "lines.charges": st.dictionaries(texts(6), scalars.prices() | st.just(""), max_size=3),
    "lines.quantity": scalars.quantities() | st.floats(0, 1e300),
    "lines.fulfilled": scalars.quantities(),
    "lines.remaining": scalars.quantities() | numbers(),
    "lines.components.quantity": scalars.quantities(),
    "lines.components.unit_price": scalars.prices() | st.just(""),
    "units.line": scalars.repeating_guids(),
    "units.step": st.sampled_from(STEPS) | texts(),
    "shipments.tracking_number": st.sampled_from(["1Z999AA10123456784", "", "T2"]) | texts(),
    "shipments.items.line": scalars.repeating_guids(),
    "shipments.items.quantity": scalars.quantities(),
    "shipments.units": st.lists(scalars.repeating_guids(), max_size=3),
    "history.status": st.sampled_from([*STEPS, *ENDINGS]) | texts().filter(bool),
    **{path: scalars.moments() | st.just("") for path in _MOMENTS},
    **dict.fromkeys(_NEEDED_MOMENTS, scalars.moments()),
    **dict.fromkeys(_ID_PATHS, scalars.repeating_guids()),
}
