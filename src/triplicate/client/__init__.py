"""The Python clients of the native API (`Triplicate`) and of each vendor's (`Printags`, `Marketiger`, `Axim`).

    with Triplicate("https://orders.example.com", token) as triplicate:
        order = triplicate.place_order(NewOrder(lines=[NewLine(sku="CARD-01", quantity=10, unit_price="2.50")]))
        order = triplicate.accept_order(order)
        for event in triplicate.watch():
            print(event.kind, event.order)

Each API operation is a method of the same name in snake case. Orders are returned as values (`Order`), errors are
raised as exceptions (`TriplicateError`, with a subclass for each error that a program may want to handle). Failed calls
are retried, and an idempotency key makes sure that no change is applied twice. The types beside the clients are those
of the native API.
"""

from triplicate.core.jobs.job import JobState
from triplicate.core.lifecycle import Ending, Payment, Stage, Step
from triplicate.dialects.axim.client import Axim, AximError
from triplicate.dialects.marketiger.client import Marketiger, MarketigerError
from triplicate.dialects.native.client.actions import ChangeOptions
from triplicate.dialects.native.client.errors import (
    ActionNotPossible,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    InsufficientBalance,
    InsufficientStorage,
    InvalidInput,
    MissingScope,
    NotFound,
    PermanentFile,
    PreconditionRequired,
    ReferenceInUse,
    TriplicateError,
    Unauthenticated,
    Unavailable,
    UnexpectedResponse,
    Unreachable,
    VersionConflict,
)
from triplicate.dialects.native.client.orders import Filters
from triplicate.dialects.native.client.triplicate import Triplicate
from triplicate.dialects.native.copies.responses import Copy, CopyList
from triplicate.dialects.native.document.wire import Order
from triplicate.dialects.native.events.responses import Event, EventPage
from triplicate.dialects.native.files.responses import File, FilePage
from triplicate.dialects.native.jobs.responses import Job, JobPage, JobSummary
from triplicate.dialects.native.orders.requests import (
    Address,
    AmendedLine,
    Amendment,
    Buyer,
    Company,
    Component,
    Move,
    NewLine,
    NewOrder,
    Nfc,
    PickupPoint,
    Place,
    Portion,
    ProductModel,
    Shipping,
)
from triplicate.dialects.native.orders.responses import BatchResult, BatchRow, Counts, OrderPage
from triplicate.dialects.native.problem import Problem, ProblemDetail
from triplicate.dialects.native.workshop.responses import PackedLine, PackingList, PieceDetails
from triplicate.dialects.printags.client import Printags, PrintagsError
from triplicate.http_client.transport import RetryPolicy

__all__ = [
    "ActionNotPossible",
    "Address",
    "AmendedLine",
    "Amendment",
    "Axim",
    "AximError",
    "BatchResult",
    "BatchRow",
    "Buyer",
    "ChangeOptions",
    "Company",
    "Component",
    "Copy",
    "CopyList",
    "Counts",
    "Ending",
    "Event",
    "EventPage",
    "File",
    "FilePage",
    "Filters",
    "IdempotencyKeyInUse",
    "IdempotencyKeyReused",
    "InsufficientBalance",
    "InsufficientStorage",
    "InvalidInput",
    "Job",
    "JobPage",
    "JobState",
    "JobSummary",
    "Marketiger",
    "MarketigerError",
    "MissingScope",
    "Move",
    "NewLine",
    "NewOrder",
    "Nfc",
    "NotFound",
    "Order",
    "OrderPage",
    "PackedLine",
    "PackingList",
    "Payment",
    "PermanentFile",
    "PickupPoint",
    "PieceDetails",
    "Place",
    "Portion",
    "PreconditionRequired",
    "Printags",
    "PrintagsError",
    "Problem",
    "ProblemDetail",
    "ProductModel",
    "ReferenceInUse",
    "RetryPolicy",
    "Shipping",
    "Stage",
    "Step",
    "Triplicate",
    "TriplicateError",
    "Unauthenticated",
    "Unavailable",
    "UnexpectedResponse",
    "Unreachable",
    "VersionConflict",
]
