"""The native API's operations, answered: placing, reading, amending, and every verb."""

from msgspec import UNSET

from triplicate.api.operation import Call, Handler
from triplicate.api.order_response import changed_answer, order_answer
from triplicate.api.response import Answer
from triplicate.api.transaction import change
from triplicate.app.context import Acting
from triplicate.app.orders.execute import change as change_order
from triplicate.app.orders.find import find
from triplicate.app.orders.place import amended, place
from triplicate.app.ports import Unit
from triplicate.core.engine import commands
from triplicate.core.engine.transitions import line_of
from triplicate.core.order.order import Order
from triplicate.dialects.native import operations
from triplicate.dialects.native.auth import named
from triplicate.dialects.native.copies import handlers as copies
from triplicate.dialects.native.document.codec import MAPPING
from triplicate.dialects.native.document.wire import NAME
from triplicate.dialects.native.events import handlers as events
from triplicate.dialects.native.orders import batch, list_handlers, parse_request, requests
from triplicate.dialects.native.orders import parse_parties as parties
from triplicate.dialects.native.orders.commands import VERBS, Verb
from triplicate.dialects.native.workshop import handlers as workshop


async def place_order(call: Call) -> Answer:
    """A new order, or a draft."""
    asked = parse_request.new_order(call.body)

    def work(unit: Unit, acting: Acting) -> Answer:
        order = place(unit, acting, call.body.account, NAME, asked)
        return changed_answer(call, MAPPING, order, 201, f"/v1/orders/{order.guid}")

    return await change(call, "place order", work)


async def get_order(call: Call) -> Answer:
    """One order by any of its ids."""
    stored = await find(call.services.reader, call.principal, named(call.parameters["orderId"]))
    return await order_answer(call, MAPPING, stored)


async def amend_order(call: Call) -> Answer:
    """What was agreed changes."""
    name, versions = named(call.parameters["orderId"]), call.versions()

    def work(unit: Unit, acting: Acting) -> Answer:
        def wish(order: Order) -> commands.Command:
            body = parties.news(call.body, order)
            return parse_request.amendment(body, _lines(unit, order, body))

        order = change_order(unit, acting, call.services.mappings, name, wish, versions)
        return changed_answer(call, MAPPING, order)

    return await change(call, "amend order", work)


def _lines(unit: Unit, order: Order, body: requests.Amendment) -> parse_request.Lines:
    """The lines as the amendment has them, each known one once; UNSET when it says nothing of lines."""
    if body.lines is UNSET:
        return UNSET
    asked = []
    for index, line in enumerate(body.lines):
        path = f"$.lines[{index}]"
        known = None if line.id is UNSET else line_of(order, line.id, f"{path}.id")
        asked.append((known, parse_request.amended_line(line, known, path)))
    parse_request.each_once(known for known, _ in asked)
    return amended(unit, order, asked)


def moving(verb: Verb, status: int) -> Handler:
    """The handler of a verb."""

    async def handler(call: Call) -> Answer:
        name, versions, command = named(call.parameters["orderId"]), call.versions(), verb.command(call.body)

        def work(unit: Unit, acting: Acting) -> Answer:
            order = change_order(unit, acting, call.services.mappings, name, command, versions)
            return changed_answer(call, MAPPING, order, status)

        return await change(call, verb.name, work)

    return handler


HANDLERS: dict[str, Handler] = {
    operations.PLACE_ORDER.name: place_order,
    operations.LIST_ORDERS.name: list_handlers.list_orders,
    operations.COUNT_ORDERS.name: list_handlers.count_orders,
    operations.GET_ORDER.name: get_order,
    operations.AMEND_ORDER.name: amend_order,
    **{operations.OF_VERBS[verb.name].name: moving(verb, operations.OF_VERBS[verb.name].statuses[0]) for verb in VERBS},
    operations.PLACE_ORDERS.name: batch.place_orders,
    operations.MOVE_ORDERS.name: batch.move_orders,
    operations.GET_ORDER_EVENTS.name: events.order_events,
    operations.GET_EVENTS.name: events.events,
    operations.LIST_COPIES.name: copies.list_copies,
    operations.GET_COPY.name: copies.get_copy,
    **workshop.HANDLERS,
}
