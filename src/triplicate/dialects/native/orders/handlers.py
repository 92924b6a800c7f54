"""Handlers of orders: place, read and amend them, and run actions."""

from typing import TypeVar

import msgspec
from msgspec import UNSET

from triplicate.api.dialect import Endpoint, serve
from triplicate.api.order_response import changed_order_response, order_response
from triplicate.api.parameters import NoParameters
from triplicate.api.request import Request
from triplicate.api.response import Response
from triplicate.api.transaction import run_once
from triplicate.app.context import Context
from triplicate.app.orders.amend_lines import amend_lines
from triplicate.app.orders.execute import execute as change_order
from triplicate.app.orders.place import place
from triplicate.app.ports import UnitOfWork
from triplicate.core.engine import commands
from triplicate.core.engine.transitions import find_line
from triplicate.core.order.order import Order
from triplicate.dialects.native.auth import order_name
from triplicate.dialects.native.document.codec import CODEC
from triplicate.dialects.native.document.wire import NAME
from triplicate.dialects.native.orders import batch, list_handlers, parse_request, requests
from triplicate.dialects.native.orders import parse_parties as parties
from triplicate.dialects.native.orders.command_operations import command_operation
from triplicate.dialects.native.orders.commands import COMMAND_ROUTES, CommandRoute
from triplicate.dialects.native.orders.operations import (
    AMEND_ORDER,
    COUNT_ORDERS,
    GET_ORDER,
    LIST_ORDERS,
    MOVE_ORDERS,
    PLACE_ORDER,
    PLACE_ORDERS,
)
from triplicate.dialects.native.parameters import OrderParameters

B = TypeVar("B", bound=msgspec.Struct)


async def place_order(request: Request[NoParameters, requests.NewOrder]) -> Response:
    """Places an order, or saves a draft."""
    new_order = parse_request.new_order(request.body)

    def work(uow: UnitOfWork, context: Context) -> Response:
        order = place(uow, context, request.body.account, NAME, new_order)
        return changed_order_response(request, CODEC, order, 201, f"/v1/orders/{order.guid}")

    return await run_once(request, PLACE_ORDER, work)


async def get_order(request: Request[OrderParameters, None]) -> Response:
    """An order by any of its ids."""
    return await order_response(request, CODEC, request.principal, order_name(request.parameters.orderId))


async def amend_order(request: Request[OrderParameters, requests.Amendment]) -> Response:
    """Amends an order."""
    name, versions = order_name(request.parameters.orderId), request.if_match_versions()

    def work(uow: UnitOfWork, context: Context) -> Response:
        def build_command(order: Order) -> commands.Command:
            body = parties.without_unchanged(request.body, order)
            return parse_request.amendment(body, _lines(uow, order, body))

        order = change_order(uow, context, name, build_command, versions)
        return changed_order_response(request, CODEC, order)

    return await run_once(request, AMEND_ORDER, work)


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


def serve_command(route: CommandRoute[B]) -> Endpoint:
    """The operation of an action, with its handler."""
    operation = command_operation(route)

    async def handler(request: Request[OrderParameters, B]) -> Response:
        name, versions = order_name(request.parameters.orderId), request.if_match_versions()
        command = route.build_command(request.body)

        def work(uow: UnitOfWork, context: Context) -> Response:
            order = change_order(uow, context, name, command, versions)
            return changed_order_response(request, CODEC, order, operation.statuses[0])

        return await run_once(request, operation, work)

    return serve(operation, handler)


ENDPOINTS = (
    serve(PLACE_ORDER, place_order),
    serve(LIST_ORDERS, list_handlers.list_orders),
    serve(COUNT_ORDERS, list_handlers.count_orders),
    serve(GET_ORDER, get_order),
    serve(AMEND_ORDER, amend_order),
    *(serve_command(route) for route in COMMAND_ROUTES),
    serve(PLACE_ORDERS, batch.place_orders),
    serve(MOVE_ORDERS, batch.move_orders),
)
