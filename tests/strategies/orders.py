"""Orders and lines: with as few members as a test needs, and Hypothesis strategies of any."""

from typing import Any

import msgspec
from hypothesis import assume
from hypothesis import strategies as st

from tests.strategies import documents
from tests.strategies.json_numbers import largest
from triplicate.core.documents.codec import ImportContext
from triplicate.core.json import ijson
from triplicate.core.order.line import Line
from triplicate.core.order.order import Order
from triplicate.core.sync import SyncState

replace = msgspec.structs.replace
GUID = "123e4567-e89b-12d3-a456-426614174000"
ORIGIN = documents.DIALECTS[-1]
"""The dialect of an order that nobody said anything about."""
IMPORT_CONTEXT = ImportContext(account=GUID, currency="EUR", file_of=lambda text: None)


def order(**members: Any) -> Order:
    """An order that says nothing but what it is told to."""
    fixed = {"guid": GUID, "oid": "664f2310d5775459152d6dd8", "number": 1, "account": GUID, "origin": ORIGIN}
    sync = {name: members.pop(name) for name in SyncState.__struct_fields__ if name in members}
    return Order(**{**fixed, **members}, sync=SyncState(**sync))


def line(index: int, **members: Any) -> Line:
    """The line of this place."""
    fixed = {"guid": f"e23e4567-e89b-12d3-a456-42661417{index:04}", "oid": f"664f2310d5775459152d{index:04x}"}
    return Line(**{**fixed, "number": index + 1, **members})


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Orders with anything in them that an order can have, as they are after somebody worked on them here."""
    body = draw(documents.documents_of("native", foreign=False))
    assume(largest(body) < 1e100)
    order = documents.CODECS["native"].decode(ijson.convert(body, documents.CODECS["native"].wire_type), IMPORT_CONTEXT)
    held = order.hold and replace(order.hold, actor=draw(st.none() | st.just("marie@example.fr")))
    here = draw(st.booleans())
    return replace(
        order,
        number=draw(st.integers(1, 999)),
        origin=draw(st.sampled_from(documents.DIALECTS)),
        owner=draw(st.none() | st.just("jean.dupont@example.fr")),
        hold=held,
        history=tuple(replace(moment, local=here) for moment in order.history),
        sync=replace(order.sync, changed_locally_at=order.updated_at if here else None),
    )
