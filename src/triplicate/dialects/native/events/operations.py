"""The operations on events as data: those of one order, and the feed of all."""

from triplicate.api.bodies import NO_BODY
from triplicate.api.operation import Operation
from triplicate.api.parameters import QueryRule
from triplicate.api.replies import JsonReply
from triplicate.dialects.native.events import responses
from triplicate.dialects.native.events.parameters import EventsParameters, OrderEventsParameters
from triplicate.dialects.native.paths import ORDER_PATH, READ_STATUSES

_PAGE_EXAMPLE = {
    "events": [
        {
            "seq": 118,
            "order": "987e6543-e21a-11d4-a789-0242ac120002",
            "account": "123e4567-e89b-12d3-a456-426614174000",
            "kind": "accepted",
            "at": "2024-07-01T09:26:55.737Z",
            "actor": {"credential": "5f2c9a7e", "user": None, "dialect": "native"},
            "request_id": "3f9c1d2e-1a",
            "version": 2,
            "data": {"step": ["created", "validated"]},
        }
    ],
    "next": 118,
}

GET_ORDER_EVENTS = Operation(
    name="getOrderEvents",
    method="GET",
    paths=(f"{ORDER_PATH}/events",),
    summary="List the events of an order",
    description="Oldest first: who did it, when, in which request and dialect, and what changed.",
    parameters=OrderEventsParameters,
    body=NO_BODY,
    reply=JsonReply(responses.EventPage),
    statuses=(200, *READ_STATUSES),
    query=QueryRule.STRICT,
    tags=("Events",),
    reply_example=_PAGE_EXAMPLE,
)
GET_EVENTS = Operation(
    name="getEvents",
    method="GET",
    paths=("/v1/events",),
    summary="List the events of all orders",
    description="Send `next` of the previous page as `after`: no event is ever skipped, even while orders change. With "
    "`wait`, the response comes as soon as there is an event, or after that many seconds (long polling). An `after` "
    "beyond the newest event is refused: an older backup was restored.",
    parameters=EventsParameters,
    body=NO_BODY,
    reply=JsonReply(responses.EventPage),
    statuses=(200, *READ_STATUSES),
    query=QueryRule.STRICT,
    tags=("Events",),
    reply_example=_PAGE_EXAMPLE,
)
