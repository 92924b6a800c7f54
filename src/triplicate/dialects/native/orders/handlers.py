"""Handlers of the native API: place, read and amend orders, and run actions; the table of all handlers."""

from msgspec import UNSET

from triplicate.api.operation import Handler, Request
from triplicate.api.order_response import changed_order_response, order_response
from triplicate.api.response import Response
from triplicate.api.transaction import run_once
from triplicate.app.context import Context
from triplicate.app.orders.amend_lines import amend_lines
from triplicate.app.orders.execute import execute as change_order
from triplicate.app.orders.find import find
from triplicate.app.orders.place import place
from triplicate.app.ports import UnitOfWork
from triplicate.core.engine import commands
from triplicate.core.engine.transitions import find_line
from triplicate.core.order.order import Order
from triplicate.dialects.native import operations
from triplicate.dialects.native.auth import order_name
from triplicate.dialects.native.copies import handlers as copies
from triplicate.dialects.native.document.codec import CODEC
from triplicate.dialects.native.document.wire import NAME
from triplicate.dialects.native.events import handlers as events
from triplicate.dialects.native.orders import batch, list_handlers, parse_request, requests
from triplicate.dialects.native.orders import parse_parties as parties
from triplicate.dialects.native.orders.commands import COMMAND_ROUTES, CommandRoute
from triplicate.dialects.native.workshop import handlers as workshop


async def place_order(request: Request) -> Response:
    """Places an order, or saves a draft."""
    new_order = parse_request.new_order(request.body)

    def work(uow: UnitOfWork, context: Context) -> Response:
        order = place(uow, context, request.body.account, NAME, new_order)
        return changed_order_response(request, CODEC, order, 201, f"/v1/orders/{order.guid}")

    return await run_once(request, "place order", work)


async def get_order(request: Request) -> Response:
    """An order by any of its ids."""
    record = await find(request.services.reader, request.principal, order_name(request.parameters["orderId"]))
    return await order_response(request, CODEC, record)


async def amend_order(request: Request) -> Response:
    """Amends an order."""
    name, versions = order_name(request.parameters["orderId"]), request.if_match_versions()

    def work(uow: UnitOfWork, context: Context) -> Response:
        def build_command(order: Order) -> commands.Command:
            body = parties.without_unchanged(request.body, order)
            return parse_request.amendment(body, _lines(uow, order, body))

        order = change_order(uow, context, name, build_command, versions)
        return changed_order_response(request, CODEC, order)

    return await run_once(request, "amend order", work)


def _lines(uow: UnitOfWork, order: Order, body: requests.Amendment) -> parse_request.Lines:
    """The lines of the amendment; UNSET if it has none. Raises DomainError if the same line occurs twice."""
    if body.lines is UNSET:
        return UNSET
    amended_lines = []
    for index, line in enumerate(body.lines):
        path = f"$.lines[{index}]"
        existing = None if line.id is UNSET else find_line(order, line.id, f"{path}.id")
        amended_lines.append((existing, parse_request.amended_line(line, existing, path)))
    parse_request.require_unique_lines(known for known, _ in amended_lines)
    return amend_lines(uow, order, amended_lines)


def command_handler(route: CommandRoute, status: int) -> Handler:
    """The handler of an action; `status` is the success status."""

    async def handler(request: Request) -> Response:
        name, versions, command = (
            order_name(request.parameters["orderId"]),
            request.if_match_versions(),
            route.build_command(request.body),
        )

        def work(uow: UnitOfWork, context: Context) -> Response:
            order = change_order(uow, context, name, command, versions)
            return changed_order_response(request, CODEC, order, status)

        return await run_once(request, route.name, work)

    return handler


HANDLERS: dict[str, Handler] = {
    operations.PLACE_ORDER.name: place_order,
    operations.LIST_ORDERS.name: list_handlers.list_orders,
    operations.COUNT_ORDERS.name: list_handlers.count_orders,
    operations.GET_ORDER.name: get_order,
    operations.AMEND_ORDER.name: amend_order,
    **{
        operations.COMMAND_OPERATIONS[verb.name].name: command_handler(
            verb, operations.COMMAND_OPERATIONS[verb.name].statuses[0]
        )
        for verb in COMMAND_ROUTES
    },
    operations.PLACE_ORDERS.name: batch.place_orders,
    operations.MOVE_ORDERS.name: batch.move_orders,
    operations.GET_ORDER_EVENTS.name: events.order_events,
    operations.GET_EVENTS.name: events.events,
    operations.LIST_COPIES.name: copies.list_copies,
    operations.GET_COPY.name: copies.get_copy,
    **workshop.HANDLERS,
}
