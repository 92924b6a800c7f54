"""The Python client of Triplicate's own API: `from triplicate.client import Triplicate`.

    with Triplicate("https://orders.example.com", token) as triplicate:
        order = triplicate.place_order(NewOrder(lines=[NewLine(sku="CARD-01", quantity=10, unit_price="2.50")]))
        order = triplicate.accept_order(order)
        for event in triplicate.watch():
            print(event.kind, event.order)

Each operation of the API is a method of its name. Orders come back as values (`Order`), refusals as exceptions
(`TriplicateError`, and a class for each that a program may want to tell apart). A call that got lost on the way is
made again, and no change is ever done twice.
"""

from triplicate.client.orders import Filters, Orders
from triplicate.client.record import Record
from triplicate.client.verbs import How, Verbs
from triplicate.client.workshop import Workshop
from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.dialects.native.answers import (
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
from triplicate.dialects.native.bodies import (
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
from triplicate.dialects.native.errors import (
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
from triplicate.dialects.native.wire import Order
from triplicate.dialects.native.workshop_answers import PackedLine, PackingList, Piece
from triplicate.http.outbound import Patience

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
    """A Triplicate, and everything that can be asked of it. Its methods may be called from several threads.

    Every method raises TriplicateError, or the class of it that fits. Timeouts and the number of attempts are in
    `patience`.
    """
