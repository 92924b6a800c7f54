"""The native API's operations, answered: placing, reading, amending, and every verb."""

from msgspec import UNSET

from triplicate.app.acting import Acting
from triplicate.app.change import change as change_order
from triplicate.app.find import find
from triplicate.app.place import amended, place
from triplicate.app.ports import Unit
from triplicate.core.engine import commands
from triplicate.core.engine.state import line_of
from triplicate.core.order import Order
from triplicate.dialects.native import api, asking, bodies, bulk, copying, feed, lists, workshop
from triplicate.dialects.native import asking_parties as parties
from triplicate.dialects.native.auth import named
from triplicate.dialects.native.mapping import MAPPING
from triplicate.dialects.native.verbs import VERBS, Verb
from triplicate.dialects.native.wire import NAME
from triplicate.http.answer import Answer
from triplicate.http.change import change
from triplicate.http.op import Call, Handler
from triplicate.http.order import changed_answer, order_answer


async def place_order(call: Call) -> Answer:
    """A new order, or a draft."""
    asked = asking.new_order(call.body)

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
            return asking.amendment(body, _lines(unit, order, body))

        order = change_order(unit, acting, call.services.mappings, name, wish, versions)
        return changed_answer(call, MAPPING, order)

    return await change(call, "amend order", work)


def _lines(unit: Unit, order: Order, body: bodies.Amendment) -> asking.Lines:
    """The lines as the amendment has them, each known one once; UNSET when it says nothing of lines."""
    if body.lines is UNSET:
        return UNSET
    asked = []
    for index, line in enumerate(body.lines):
        path = f"$.lines[{index}]"
        known = None if line.id is UNSET else line_of(order, line.id, f"{path}.id")
        asked.append((known, asking.amended_line(line, known, path)))
    asking.each_once(known for known, _ in asked)
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
    api.PLACE_ORDER.name: place_order,
    api.LIST_ORDERS.name: lists.list_orders,
    api.COUNT_ORDERS.name: lists.count_orders,
    api.GET_ORDER.name: get_order,
    api.AMEND_ORDER.name: amend_order,
    **{api.OF_VERBS[verb.name].name: moving(verb, api.OF_VERBS[verb.name].statuses[0]) for verb in VERBS},
    api.PLACE_ORDERS.name: bulk.place_orders,
    api.MOVE_ORDERS.name: bulk.move_orders,
    api.GET_ORDER_EVENTS.name: feed.order_events,
    api.GET_EVENTS.name: feed.events,
    api.LIST_COPIES.name: copying.list_copies,
    api.GET_COPY.name: copying.get_copy,
    **workshop.HANDLERS,
}
