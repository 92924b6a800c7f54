"""What the copies of an order must say, from its native document."""

from collections.abc import Mapping

from tests.conformance.protocol import Document
from tests.conformance.registry import CONFORMANCES
from tests.conformance.shared_facts import differing_facts, values
from tests.conformance.statuses import State


def state_of(order: Document) -> State:
    """The state of an order, axis by axis."""
    return State(order["step"], order["payment"], order["ending"], bool(order["hold"]), order["fulfilment"])


def check_copies(order: Document, copies: Mapping[str, Document]) -> None:
    """Fails when the copies of an order say another thing than the order, or than each other."""
    assert copies["native"] == order
    for dialect, conformance in CONFORMANCES.items():
        assert conformance.statuses.read(copies[dialect]) == conformance.statuses.expected(state_of(order)), dialect
    differing = differing_facts(copies)
    assert differing == [], differing
    if order["totals"]["total"] is not None:
        assert {sum(parts) for parts in values(copies, "parts")} == {total or 0 for total in values(copies, "total")}
