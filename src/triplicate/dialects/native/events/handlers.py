"""Handlers for events: those of one order, and the feed of all orders (long polling)."""

import asyncio
import time

import msgspec

from triplicate.api.http_errors import ClientDisconnected
from triplicate.api.operation import Request
from triplicate.api.response import Receive, Response, json_response
from triplicate.app.orders.find import find
from triplicate.app.records import Event, Events
from triplicate.core.order import order
from triplicate.dialects.native import parameters, responses
from triplicate.dialects.native.auth import order_name

POLL_INTERVAL_S = 0.25
"""Interval in seconds at which a waiting request polls the database."""


async def order_events(request: Request) -> Response:
    """A page of the events of one order."""
    query = request.parse_parameters(parameters.OrderEventsParameters)
    record = await find(request.services.reader, request.principal, order_name(query.orderId))
    guid = order.decode(record.document).guid
    return _page(await request.services.reader.events(request.principal, query.after, query.limit, guid), query.after)


async def events(request: Request) -> Response:
    """A page of events of all orders. If there are none, waits up to `wait` seconds for the next ones."""
    query = request.parse_parameters(parameters.EventsParameters)
    if query.latest:
        latest_seq = await request.services.reader.last_event(request.principal)
        query = msgspec.structs.replace(query, after=max(query.after, latest_seq))
    batch = await _fetch(request, query)
    if not batch and query.wait:
        batch = await _wait_for_events(request, query)
    return _page(batch, query.after)


async def _fetch(request: Request, query: parameters.EventsParameters) -> Events:
    return await request.services.reader.events(request.principal, query.after, query.limit)


async def _wait_for_events(request: Request, query: parameters.EventsParameters) -> Events:
    """The next events; empty after the timeout. Raises ClientDisconnected if the client disconnects."""
    deadline, disconnect = time.monotonic() + query.wait, asyncio.ensure_future(_wait_for_disconnect(request.receive))
    try:
        while (remaining := deadline - time.monotonic()) > 0:
            if (await asyncio.wait((disconnect,), timeout=min(remaining, POLL_INTERVAL_S)))[0]:
                raise ClientDisconnected
            if batch := await _fetch(request, query):
                return batch
    finally:
        disconnect.cancel()
    return []


async def _wait_for_disconnect(receive: Receive) -> None:
    """Returns when the client disconnects. The request body must have been received completely."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _page(batch: Events, after: int) -> Response:
    items = [_event(event) for event in batch]
    return json_response(200, responses.EventPage(events=items, next=batch[-1].seq if batch else after))


def _event(event: Event) -> responses.Event:
    return responses.Event(
        seq=event.seq,
        order=event.order,
        account=event.account,
        kind=event.kind,
        at=event.at,
        actor=responses.Actor(credential=event.actor, user=event.user, dialect=event.dialect),
        request_id=event.request,
        version=event.version,
        data=event.data,
    )
