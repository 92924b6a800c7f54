"""Handlers for events: those of one order, and the feed of all orders (long polling)."""

import asyncio
import time

import msgspec

from triplicate.api.dialect import serve
from triplicate.api.http_errors import ClientDisconnected
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import Receive
from triplicate.app.orders.find import find
from triplicate.app.ports import CursorOutOfRange, EventPage
from triplicate.app.records import Event, Events
from triplicate.core.failures import invalid
from triplicate.core.order import order
from triplicate.dialects.native.auth import order_name
from triplicate.dialects.native.events import responses
from triplicate.dialects.native.events.operations import GET_EVENTS, GET_ORDER_EVENTS
from triplicate.dialects.native.events.parameters import EventsParameters, OrderEventsParameters

_AHEAD = "is beyond the newest event, as after the restore of an older backup: begin again at 0, or with `latest`"


async def order_events(request: Request[OrderEventsParameters, None]) -> responses.EventPage:
    """A page of the events of one order."""
    query = request.parameters
    record = await find(request.services.reader, request.principal, order_name(query.orderId))
    guid = order.decode(record.document).guid
    try:
        batch = await request.services.reader.order_events(record.account, guid, query.after, query.limit)
    except CursorOutOfRange:
        raise invalid("after", _AHEAD) from None
    return _page(batch, batch[-1].seq if batch else query.after)


async def events(request: Request[EventsParameters, None]) -> responses.EventPage:
    """A page of events of all orders. If there are none, waits up to `wait` seconds for the next ones."""
    query = request.parameters
    if query.latest:
        query = msgspec.structs.replace(query, after=await request.services.reader.last_event(request.principal))
    page = await (_wait_for_events(request, query) if query.wait else _fetch(request, query))
    return _page(page.events, int(page.next) if request.principal.account is not None else page.next)


async def _fetch(request: AnyRequest, query: EventsParameters) -> EventPage:
    try:
        return await request.services.reader.events(request.principal, query.after, query.limit)
    except CursorOutOfRange:
        raise invalid("after", _AHEAD) from None
    except ValueError:
        raise invalid("after", "must be the `next` of an earlier page, or 0") from None


async def _wait_for_events(request: AnyRequest, query: EventsParameters) -> EventPage:
    """The next page with events; an empty one after the timeout, or at once when the server ends.

    Raises ClientDisconnected if the client disconnects.
    """
    deadline, disconnect = time.monotonic() + query.wait, asyncio.ensure_future(_wait_for_disconnect(request.receive))
    watcher = request.services.event_watcher
    try:
        while True:
            with watcher.news() as news:
                page = await _fetch(request, query)
                remaining = deadline - time.monotonic()
                if page.events or remaining <= 0 or watcher.is_closed:
                    return page
                await asyncio.wait((disconnect, news), timeout=remaining, return_when=asyncio.FIRST_COMPLETED)
                if disconnect.done():
                    raise ClientDisconnected
                if news.done():
                    news.result()
    finally:
        disconnect.cancel()


async def _wait_for_disconnect(receive: Receive) -> None:
    """Returns when the client disconnects. The request body must have been received completely."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _page(batch: Events, following: int | str) -> responses.EventPage:
    return responses.EventPage(events=[_event(event) for event in batch], next=following)


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


ENDPOINTS = (serve(GET_ORDER_EVENTS, order_events), serve(GET_EVENTS, events))
