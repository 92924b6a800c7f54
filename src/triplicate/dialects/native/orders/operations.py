"""The operations on orders as data: place, list, count, read, amend, and in bulk."""

from triplicate.api.bodies import NO_BODY, JsonBody
from triplicate.api.operation import WRITERS, HandlerCheck, Link, Operation, Precondition
from triplicate.api.parameters import NoParameters, QueryRule
from triplicate.api.replies import JsonReply, OrderReply
from triplicate.core.access import READ
from triplicate.dialects.native.document import wire
from triplicate.dialects.native.orders import requests, responses
from triplicate.dialects.native.orders.commands import COMMAND_ROUTES
from triplicate.dialects.native.orders.parameters import CountsParameters, ListParameters
from triplicate.dialects.native.parameters import OrderParameters
from triplicate.dialects.native.paths import ORDER_PATH, READ_STATUSES, WRITE_STATUSES

_ORDER_ID_LINK = {"orderId": "$response.body#/id"}
_ORDER_LINKS = tuple(
    Link(name, _ORDER_ID_LINK) for name in ("getOrder", "acceptOrder", "shipOrder", "recordPayment", "getOrderEvents")
)

_ORDER_EXAMPLE = {
    "id": "987e6543-e21a-11d4-a789-0242ac120002",
    "number": 17,
    "reference": "PO-2024-117",
    "stage": "accepted",
    "lines": [],
}
"""An order, abridged."""

PLACE_ORDER = Operation(
    name="placeOrder",
    method="POST",
    paths=("/v1/orders",),
    summary="Place an order, or save a draft",
    description="The order gets a running number and an id in every dialect at once, and can be read in each dialect.",
    parameters=NoParameters,
    body=JsonBody(requests.NewOrder),
    reply=OrderReply(wire.Order),
    statuses=(201, *WRITE_STATUSES),
    access=WRITERS,
    tags=("Orders",),
    links=_ORDER_LINKS,
    example={
        "reference": "PO-2024-117",
        "buyer": {"name": "Ada Lovelace", "email": "ada@example.com"},
        "ship_to": {
            "name": "Ada Lovelace",
            "line1": "Sint Jacobsstraat 12",
            "city": "Utrecht",
            "postcode": "3511 BS",
            "country": {"code": "NL"},
        },
        "lines": [{"sku": "CARD-01", "name": "NFC card", "quantity": 10, "unit_price": "2.50"}],
        "shipping_amount": 495,
    },
)
LIST_ORDERS = Operation(
    name="listOrders",
    method="GET",
    paths=("/v1/orders",),
    summary="List and search orders",
    description="Newest first, or last changed first. Comma-separated values of one filter are combined with OR, "
    "different filters with AND. A page of more than 8 MiB ends early, with its `next`.",
    parameters=ListParameters,
    body=NO_BODY,
    reply=JsonReply(responses.OrderPage),
    statuses=(200, *READ_STATUSES),
    query=QueryRule.STRICT,
    tags=("Orders",),
    reply_example={"orders": [_ORDER_EXAMPLE], "next": "bmV3ZXN0OjE3", "scanned": False, "hint": None},
)
COUNT_ORDERS = Operation(
    name="countOrders",
    method="GET",
    paths=("/v1/orders/counts",),
    summary="Count orders by each part of their state",
    description="Read from counters that every change updates, so the cost does not depend on the number of orders.",
    parameters=CountsParameters,
    body=NO_BODY,
    reply=JsonReply(responses.Counts),
    statuses=(200, *READ_STATUSES),
    query=QueryRule.STRICT,
    tags=("Orders",),
    reply_example={
        "total": 3,
        "stage": {"placed": 2, "accepted": 1},
        "step": {"created": 2, "validated": 1},
        "payment": {"paid": 1, "unknown": 2},
        "hold": {"free": 3},
        "ending": {"none": 3},
        "fulfilment": {"none": 3},
        "origin": {"native": 3},
    },
)
GET_ORDER = Operation(
    name="getOrder",
    method="GET",
    paths=(ORDER_PATH,),
    summary="Get an order by any of its ids",
    description="Its GUID, its 24-hex id or its running number. Send If-None-Match with its ETag to get 304.",
    parameters=OrderParameters,
    body=NO_BODY,
    reply=OrderReply(wire.Order),
    statuses=(200, *READ_STATUSES),
    access=HandlerCheck(READ),
    tags=("Orders",),
)
AMEND_ORDER = Operation(
    name="amendOrder",
    method="PATCH",
    paths=(ORDER_PATH,),
    summary="Amend an order",
    description="Addresses can change until the order ships, lines and amounts until production begins and while "
    "nothing is paid, reference, project and metadata at any time. Either all changes are made, or none. Prices that "
    "came from a price list, and what they are for, need the scope `prices:write`.",
    parameters=OrderParameters,
    body=JsonBody(requests.Amendment),
    reply=OrderReply(wire.Order),
    statuses=(200, *WRITE_STATUSES, 428),
    access=WRITERS,
    precondition=Precondition.IF_MATCH,
    tags=("Orders",),
    example={"reference": "PO-2024-117b", "metadata": {"gift": True}},
)
PLACE_ORDERS = Operation(
    name="placeOrders",
    method="POST",
    paths=("/v1/orders/bulk",),
    summary="Place orders in bulk",
    description=f"Up to {requests.MAX_ROWS}, each independently of the others. The response has one result per row. "
    "Once it has 8 MiB of orders, the rows that follow are not run.",
    parameters=NoParameters,
    body=JsonBody(requests.RawBulkOrders, documented=requests.BulkOrders),
    reply=JsonReply(responses.BatchResult),
    statuses=(200, *WRITE_STATUSES),
    access=WRITERS,
    tags=("Bulk",),
    example={"orders": [{"lines": [{"sku": "CARD-01", "quantity": 1, "unit_price": "2.50"}]}]},
    reply_example={
        "succeeded": 1,
        "failed": 0,
        "rows": [{"index": 0, "status": 201, "order": _ORDER_EXAMPLE, "problem": None}],
    },
)
MOVE_ORDERS = Operation(
    name="moveOrders",
    method="POST",
    paths=("/v1/orders/moves",),
    summary="Run actions in bulk",
    description=f"Up to {requests.MAX_ROWS}, each on one order, independently of the others. Values of `verb`: "
    f"{', '.join(verb.name for verb in COMMAND_ROUTES)}. Once the response has 8 MiB of orders, the rows that follow "
    "are not run.",
    parameters=NoParameters,
    body=JsonBody(requests.RawBulkMoves, documented=requests.BulkMoves),
    reply=JsonReply(responses.BatchResult),
    statuses=(200, *WRITE_STATUSES),
    access=WRITERS,
    tags=("Bulk",),
    example={
        "moves": [{"order": "17", "verb": "accept"}, {"order": "18", "verb": "hold", "body": {"reason": "stock"}}]
    },
    reply_example={
        "succeeded": 1,
        "failed": 0,
        "rows": [{"index": 0, "status": 200, "order": _ORDER_EXAMPLE, "problem": None}],
    },
)
