"""Events, answered: of one order, and the feed of all of them."""

import asyncio
import time

from triplicate.app import ports
from triplicate.app.find import find
from triplicate.core import order
from triplicate.dialects.native import answers, parameters
from triplicate.dialects.native.auth import named
from triplicate.http.answer import Answer, answer
from triplicate.http.op import Call

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
    until = time.monotonic() + asked.wait
    while True:
        found = await call.services.reader.events(call.principal, asked.after, asked.limit)
        if found or time.monotonic() >= until:
            return _page(found, asked.after)
        await asyncio.sleep(LOOK_EVERY_S)


def _page(found: ports.Events, after: int) -> Answer:
    told = [_event(event) for event in found]
    return answer(200, answers.EventPage(events=told, next=found[-1].seq if found else after))


def _event(event: ports.Event) -> answers.Event:
    return answers.Event(
        seq=event.seq,
        order=event.order,
        account=event.account,
        kind=event.kind,
        at=event.at,
        actor=answers.Actor(credential=event.actor, user=event.user, dialect=event.dialect),
        request_id=event.request,
        version=event.version,
        data=event.data,
    )
