"""The native API's operations, as data. Every verb's is made of the table of verbs."""

from triplicate.api.operation import Link, Op
from triplicate.core.access import WRITE
from triplicate.dialects.native import parameters, responses
from triplicate.dialects.native.document import wire
from triplicate.dialects.native.orders import requests
from triplicate.dialects.native.orders.commands import VERBS, Verb
from triplicate.dialects.native.paths import CHANGING, ORDER, READING
from triplicate.dialects.native.workshop import operations

PREFIXES = ("v1",)
_THIS = {"orderId": "$response.body#/id"}
_LINKS = tuple(
    Link(name, _THIS) for name in ("getOrder", "acceptOrder", "shipOrder", "recordPayment", "getOrderEvents")
)

PLACE_ORDER = Op(
    name="placeOrder",
    method="POST",
    paths=("/v1/orders",),
    summary="Place an order, or keep a draft",
    description="It gets an identity in every dialect and a running number at once, and can be read in each of them.",
    parameters=parameters.NoParameters,
    body=requests.NewOrder,
    reply=wire.Order,
    statuses=(201, *CHANGING),
    scope=WRITE,
    tags=("Orders",),
    links=_LINKS,
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
LIST_ORDERS = Op(
    name="listOrders",
    method="GET",
    paths=("/v1/orders",),
    summary="List and search orders",
    description="Newest first, or last changed first. Several values of one filter, with commas between, are "
    "alternatives; several filters must all fit.",
    parameters=parameters.Listing,
    reply=responses.OrderPage,
    statuses=(200, *READING),
    listing=True,
    tagged=False,
    tags=("Orders",),
)
COUNT_ORDERS = Op(
    name="countOrders",
    method="GET",
    paths=("/v1/orders/counts",),
    summary="How many orders there are at each value of each axis",
    description="From counters that are kept up to date with every change: it costs the same however many there are.",
    parameters=parameters.Counting,
    reply=responses.Counts,
    statuses=(200, *READING),
    listing=True,
    tagged=False,
    tags=("Orders",),
)
GET_ORDER = Op(
    name="getOrder",
    method="GET",
    paths=(ORDER,),
    summary="One order, by any of its ids",
    description="Its GUID, its 24-hex id or its running number. Send If-None-Match with its ETag to get 304.",
    parameters=parameters.OneOrder,
    reply=wire.Order,
    statuses=(200, *READING),
    own_checks=True,
    tags=("Orders",),
)
AMEND_ORDER = Op(
    name="amendOrder",
    method="PATCH",
    paths=(ORDER,),
    summary="Amend what was agreed",
    description="Addresses until it ships, lines and amounts until production begins and while nothing is paid, "
    "reference, project and metadata at any time. All of it happens, or nothing.",
    parameters=parameters.OneOrder,
    body=requests.Amendment,
    reply=wire.Order,
    statuses=(200, *CHANGING, 428),
    scope=WRITE,
    versioned=True,
    tags=("Orders",),
    example={"reference": "PO-2024-117b", "metadata": {"gift": True}},
)
PLACE_ORDERS = Op(
    name="placeOrders",
    method="POST",
    paths=("/v1/orders/bulk",),
    summary="Place many orders",
    description=f"Up to {requests.MOST_ROWS}, each for itself: what became of each row is in its place of the answer.",
    parameters=parameters.NoParameters,
    body=requests.BulkOrders,
    taken=requests.RowsOfOrders,
    reply=responses.Rows,
    statuses=(200, *CHANGING),
    scope=WRITE,
    tagged=False,
    tags=("Bulk",),
    example={"orders": [{"lines": [{"sku": "CARD-01", "quantity": 1, "unit_price": "2.50"}]}]},
)
MOVE_ORDERS = Op(
    name="moveOrders",
    method="POST",
    paths=("/v1/orders/moves",),
    summary="Move many orders",
    description=f"Up to {requests.MOST_ROWS}, each for one order and for itself. The verbs are "
    f"{', '.join(verb.name for verb in VERBS)}.",
    parameters=parameters.NoParameters,
    body=requests.BulkMoves,
    taken=requests.RowsOfMoves,
    reply=responses.Rows,
    statuses=(200, *CHANGING),
    scope=WRITE,
    tagged=False,
    tags=("Bulk",),
    example={
        "moves": [{"order": "17", "verb": "accept"}, {"order": "18", "verb": "hold", "body": {"reason": "stock"}}]
    },
)
GET_ORDER_EVENTS = Op(
    name="getOrderEvents",
    method="GET",
    paths=(f"{ORDER}/events",),
    summary="What happened to an order",
    description="Everything, oldest first: who did it, when, in which request and dialect, and what changed.",
    parameters=parameters.OrderEvents,
    reply=responses.EventPage,
    statuses=(200, *READING),
    listing=True,
    tagged=False,
    tags=("Events",),
)
GET_EVENTS = Op(
    name="getEvents",
    method="GET",
    paths=("/v1/events",),
    summary="The feed of all events",
    description="Ask `after` the `next` of the page before and none is ever missed, also while orders change. With "
    "`wait`, the answer comes as soon as something happens, or after so many seconds.",
    parameters=parameters.Events,
    reply=responses.EventPage,
    statuses=(200, *READING),
    listing=True,
    tagged=False,
    tags=("Events",),
)
LIST_COPIES = Op(
    name="listCopies",
    method="GET",
    paths=(f"{ORDER}/copies",),
    summary="The dialects in which the order can be read",
    parameters=parameters.OneOrder,
    reply=responses.CopyList,
    statuses=(200, *READING),
    tagged=False,
    tags=("Copies",),
)
GET_COPY = Op(
    name="getCopy",
    method="GET",
    paths=(f"{ORDER}/copies/{{dialect}}",),
    summary="The order as a dialect would answer it",
    description="And for each member how faithful it is: exact, derived, kept, fixed, absent or dropped.",
    parameters=parameters.OneCopy,
    reply=responses.Copy,
    statuses=(200, *READING),
    tagged=False,
    tags=("Copies",),
)


def _name(verb: Verb) -> str:
    """`acceptOrder`, `recordPayment`; and `placeDraft`, since `placeOrder` makes a new one."""
    first, *rest = verb.name.split()
    return first + ("".join(word.title() for word in rest) or ("Draft" if first == "place" else "Order"))


def _operation(verb: Verb) -> Op:
    return Op(
        name=_name(verb),
        method=verb.method,
        paths=(ORDER + verb.path,),
        summary=verb.summary,
        description=verb.description,
        parameters=parameters.OneOrder,
        body=verb.body,
        reply=wire.Order,
        statuses=(201 if verb.created else 200, *CHANGING, *((428,) if verb.versioned else ())),
        scope=WRITE,
        versioned=verb.versioned,
        tags=("Verbs",),
        links=(Link("getOrder", _THIS),),
        example=verb.example,
    )


OF_VERBS = {verb.name: _operation(verb) for verb in VERBS}
OPERATIONS = (
    PLACE_ORDER,
    LIST_ORDERS,
    COUNT_ORDERS,
    GET_ORDER,
    AMEND_ORDER,
    *OF_VERBS.values(),
    PLACE_ORDERS,
    MOVE_ORDERS,
    GET_ORDER_EVENTS,
    GET_EVENTS,
    LIST_COPIES,
    GET_COPY,
    *operations.OPERATIONS,
)
