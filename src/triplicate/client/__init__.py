"""The Python client of Triplicate's native API: `from triplicate.client import Triplicate`.

    with Triplicate("https://orders.example.com", token) as triplicate:
        order = triplicate.place_order(NewOrder(lines=[NewLine(sku="CARD-01", quantity=10, unit_price="2.50")]))
        order = triplicate.accept_order(order)
        for event in triplicate.watch():
            print(event.kind, event.order)

Each API operation is a method of the same name in snake case. Orders are returned as values (`Order`), errors are
raised as exceptions (`TriplicateError`, with a subclass for each error that a program may want to handle). Failed calls
are retried, and an idempotency key makes sure that no change is applied twice.
"""

from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.dialects.native.client.actions import How, Verbs
from triplicate.dialects.native.client.errors import (
    BalanceTooLow,
    InvalidInput,
    KeyInFlight,
    KeyReused,
    MissingScope,
    NotFound,
    NotPossible,
    NotSignedIn,
    NotThisVersion,
    ReferenceTaken,
    TriplicateError,
    Unavailable,
    UnexpectedAnswer,
    Unreachable,
    VersionNeeded,
)
from triplicate.dialects.native.client.events import Record
from triplicate.dialects.native.client.orders import Filters, Orders
from triplicate.dialects.native.client.workshop import Workshop
from triplicate.dialects.native.document.wire import Order
from triplicate.dialects.native.orders.requests import (
    Address,
    AmendedLine,
    Amendment,
    Buyer,
    Company,
    Component,
    Model,
    Move,
    NewLine,
    NewOrder,
    Nfc,
    PickupPoint,
    Place,
    Portion,
    Shipping,
)
from triplicate.dialects.native.responses import (
    Copy,
    CopyList,
    Counts,
    Event,
    EventPage,
    OrderPage,
    Problem,
    ProblemDetail,
    Row,
    Rows,
)
from triplicate.dialects.native.workshop.responses import PackedLine, PackingList, Piece
from triplicate.http_client.transport import Patience

__all__ = [
    "Address",
    "AmendedLine",
    "Amendment",
    "BalanceTooLow",
    "Buyer",
    "Company",
    "Component",
    "Copy",
    "CopyList",
    "Counts",
    "Ending",
    "Event",
    "EventPage",
    "Filters",
    "How",
    "InvalidInput",
    "KeyInFlight",
    "KeyReused",
    "MissingScope",
    "Model",
    "Move",
    "NewLine",
    "NewOrder",
    "Nfc",
    "NotFound",
    "NotPossible",
    "NotSignedIn",
    "NotThisVersion",
    "Order",
    "OrderPage",
    "PackedLine",
    "PackingList",
    "Patience",
    "Payment",
    "PickupPoint",
    "Piece",
    "Place",
    "Portion",
    "Problem",
    "ProblemDetail",
    "ReferenceTaken",
    "Row",
    "Rows",
    "Shipping",
    "Stage",
    "Step",
    "Triplicate",
    "TriplicateError",
    "Unavailable",
    "UnexpectedAnswer",
    "Unreachable",
    "VersionNeeded",
]


class Triplicate(Orders, Verbs, Record, Workshop):
    """A client of one Triplicate server, with a method for every operation. Thread-safe.

    Every method raises TriplicateError or a subclass. `retry_policy` sets timeouts and the number of attempts.
    """
