"""Events, answered: of one order, and the feed of all of them."""

import asyncio
import time

import msgspec

from triplicate.api.http_errors import Gone
from triplicate.api.operation import Call
from triplicate.api.response import Answer, Receive, answer
from triplicate.app.orders.find import find
from triplicate.app.records import Event, Events
from triplicate.core.order import order
from triplicate.dialects.native import parameters, responses
from triplicate.dialects.native.auth import named

LOOK_EVERY_S = 0.25
"""How often a waiting caller's question is put to the database again."""


async def order_events(call: Call) -> Answer:
    """What happened to one order."""
    asked = call.arguments(parameters.OrderEvents)
    stored = await find(call.services.reader, call.principal, named(asked.orderId))
    guid = order.decode(stored.document).guid
    return _page(await call.services.reader.events(call.principal, asked.after, asked.limit, guid), asked.after)


async def events(call: Call) -> Answer:
    """What happened since; when nothing has, and the caller waits, what happens next."""
    asked = call.arguments(parameters.Events)
    if asked.latest:
        newest = await call.services.reader.last_event(call.principal)
        asked = msgspec.structs.replace(asked, after=max(asked.after, newest))
    found = await _look(call, asked)
    if not found and asked.wait:
        found = await _wait(call, asked)
    return _page(found, asked.after)


async def _look(call: Call, asked: parameters.Events) -> Events:
    return await call.services.reader.events(call.principal, asked.after, asked.limit)


async def _wait(call: Call, asked: parameters.Events) -> Events:
    """What happens next, or nothing in time; raises Gone when the caller leaves."""
    until, leaving = time.monotonic() + asked.wait, asyncio.ensure_future(_leaves(call.receive))
    try:
        while (left := until - time.monotonic()) > 0:
            if (await asyncio.wait((leaving,), timeout=min(left, LOOK_EVERY_S)))[0]:
                raise Gone
            if found := await _look(call, asked):
                return found
    finally:
        leaving.cancel()
    return []


async def _leaves(receive: Receive) -> None:
    """Until the caller of a request that is whole disconnects."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _page(found: Events, after: int) -> Answer:
    told = [_event(event) for event in found]
    return answer(200, responses.EventPage(events=told, next=found[-1].seq if found else after))


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
