"""The native API's operations, as data. Every verb's is made of the table of verbs."""

from triplicate.api.operation import Link, Operation
from triplicate.core.access import WRITE
from triplicate.dialects.native import parameters, responses
from triplicate.dialects.native.document import wire
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.orders.commands import COMMAND_ROUTES, CommandRoute
from triplicate.dialects.native.paths import ORDER_PATH, READ_STATUSES, WRITE_STATUSES
from triplicate.dialects.native.workshop import operations

PREFIXES = ("v1",)
_ORDER_ID_LINK = {"orderId": "$response.body#/id"}
_ORDER_LINKS = tuple(
    Link(name, _ORDER_ID_LINK) for name in ("getOrder", "acceptOrder", "shipOrder", "recordPayment", "getOrderEvents")
)

PLACE_ORDER = Operation(
    name="placeOrder",
    method="POST",
    paths=("/v1/orders",),
    summary="Place an order, or keep a draft",
    description="It gets an identity in every dialect and a running number at once, and can be read in each of them.",
    parameters=parameters.NoParameters,
    body=requests.NewOrder,
    reply=wire.Order,
    statuses=(201, *WRITE_STATUSES),
    scope=WRITE,
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
    description="Newest first, or last changed first. Several values of one filter, with commas between, are "
    "alternatives; several filters must all fit.",
    parameters=parameters.ListParameters,
    reply=responses.OrderPage,
    statuses=(200, *READ_STATUSES),
    is_list=True,
    has_etag=False,
    tags=("Orders",),
)
COUNT_ORDERS = Operation(
    name="countOrders",
    method="GET",
    paths=("/v1/orders/counts",),
    summary="How many orders there are at each value of each axis",
    description="From counters that are kept up to date with every change: it costs the same however many there are.",
    parameters=parameters.CountsParameters,
    reply=responses.Counts,
    statuses=(200, *READ_STATUSES),
    is_list=True,
    has_etag=False,
    tags=("Orders",),
)
GET_ORDER = Operation(
    name="getOrder",
    method="GET",
    paths=(ORDER_PATH,),
    summary="One order, by any of its ids",
    description="Its GUID, its 24-hex id or its running number. Send If-None-Match with its ETag to get 304.",
    parameters=parameters.OrderParameters,
    reply=wire.Order,
    statuses=(200, *READ_STATUSES),
    handler_checks_scope=True,
    tags=("Orders",),
)
AMEND_ORDER = Operation(
    name="amendOrder",
    method="PATCH",
    paths=(ORDER_PATH,),
    summary="Amend what was agreed",
    description="Addresses until it ships, lines and amounts until production begins and while nothing is paid, "
    "reference, project and metadata at any time. All of it happens, or nothing.",
    parameters=parameters.OrderParameters,
    body=requests.Amendment,
    reply=wire.Order,
    statuses=(200, *WRITE_STATUSES, 428),
    scope=WRITE,
    requires_version=True,
    tags=("Orders",),
    example={"reference": "PO-2024-117b", "metadata": {"gift": True}},
)
PLACE_ORDERS = Operation(
    name="placeOrders",
    method="POST",
    paths=("/v1/orders/bulk",),
    summary="Place many orders",
    description=f"Up to {requests.MAX_ROWS}, each for itself: what became of each row is in its place of the answer.",
    parameters=parameters.NoParameters,
    body=requests.BulkOrders,
    lenient_body=requests.RawBulkOrders,
    reply=responses.BatchResult,
    statuses=(200, *WRITE_STATUSES),
    scope=WRITE,
    has_etag=False,
    tags=("Bulk",),
    example={"orders": [{"lines": [{"sku": "CARD-01", "quantity": 1, "unit_price": "2.50"}]}]},
)
MOVE_ORDERS = Operation(
    name="moveOrders",
    method="POST",
    paths=("/v1/orders/moves",),
    summary="Move many orders",
    description=f"Up to {requests.MAX_ROWS}, each for one order and for itself. The verbs are "
    f"{', '.join(verb.name for verb in COMMAND_ROUTES)}.",
    parameters=parameters.NoParameters,
    body=requests.BulkMoves,
    lenient_body=requests.RawBulkMoves,
    reply=responses.BatchResult,
    statuses=(200, *WRITE_STATUSES),
    scope=WRITE,
    has_etag=False,
    tags=("Bulk",),
    example={
        "moves": [{"order": "17", "verb": "accept"}, {"order": "18", "verb": "hold", "body": {"reason": "stock"}}]
    },
)
GET_ORDER_EVENTS = Operation(
    name="getOrderEvents",
    method="GET",
    paths=(f"{ORDER_PATH}/events",),
    summary="What happened to an order",
    description="Everything, oldest first: who did it, when, in which request and dialect, and what changed.",
    parameters=parameters.OrderEventsParameters,
    reply=responses.EventPage,
    statuses=(200, *READ_STATUSES),
    is_list=True,
    has_etag=False,
    tags=("Events",),
)
GET_EVENTS = Operation(
    name="getEvents",
    method="GET",
    paths=("/v1/events",),
    summary="The feed of all events",
    description="Ask `after` the `next` of the page before and none is ever missed, also while orders change. With "
    "`wait`, the answer comes as soon as something happens, or after so many seconds.",
    parameters=parameters.EventsParameters,
    reply=responses.EventPage,
    statuses=(200, *READ_STATUSES),
    is_list=True,
    has_etag=False,
    tags=("Events",),
)
LIST_COPIES = Operation(
    name="listCopies",
    method="GET",
    paths=(f"{ORDER_PATH}/copies",),
    summary="The dialects in which the order can be read",
    parameters=parameters.OrderParameters,
    reply=responses.CopyList,
    statuses=(200, *READ_STATUSES),
    has_etag=False,
    tags=("Copies",),
)
GET_COPY = Operation(
    name="getCopy",
    method="GET",
    paths=(f"{ORDER_PATH}/copies/{{dialect}}",),
    summary="The order as a dialect would answer it",
    description="And for each member how faithful it is: exact, derived, kept, fixed, absent or dropped.",
    parameters=parameters.CopyParameters,
    reply=responses.Copy,
    statuses=(200, *READ_STATUSES),
    has_etag=False,
    tags=("Copies",),
)


def _operation_name(route: CommandRoute) -> str:
    """`acceptOrder`, `recordPayment`; and `placeDraft`, since `placeOrder` makes a new one."""
    first, *other_words = route.name.split()
    return first + ("".join(word.title() for word in other_words) or ("Draft" if first == "place" else "Order"))


def _operation(route: CommandRoute) -> Operation:
    return Operation(
        name=_operation_name(route),
        method=route.method,
        paths=(ORDER_PATH + route.path,),
        summary=route.summary,
        description=route.description,
        parameters=parameters.OrderParameters,
        body=route.body,
        reply=wire.Order,
        statuses=(201 if route.creates_resource else 200, *WRITE_STATUSES, *((428,) if route.versioned else ())),
        scope=WRITE,
        requires_version=route.versioned,
        tags=("Verbs",),
        links=(Link("getOrder", _ORDER_ID_LINK),),
        example=route.example,
    )


COMMAND_OPERATIONS = {verb.name: _operation(verb) for verb in COMMAND_ROUTES}
OPERATIONS = (
    PLACE_ORDER,
    LIST_ORDERS,
    COUNT_ORDERS,
    GET_ORDER,
    AMEND_ORDER,
    *COMMAND_OPERATIONS.values(),
    PLACE_ORDERS,
    MOVE_ORDERS,
    GET_ORDER_EVENTS,
    GET_EVENTS,
    LIST_COPIES,
    GET_COPY,
    *operations.OPERATIONS,
)
