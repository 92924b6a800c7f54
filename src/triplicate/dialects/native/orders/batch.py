"""Handlers of bulk requests: one transaction with a savepoint and a result per row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from triplicate.api.operation import Precondition
from triplicate.api.order_response import MAX_PAGE_BYTES, render_order
from triplicate.api.parameters import NoParameters
from triplicate.api.request import AnyRequest, Request
from triplicate.api.response import Response, json_response
from triplicate.api.transaction import run_once
from triplicate.app.context import Context
from triplicate.app.orders.execute import execute as change_order
from triplicate.app.orders.place import place
from triplicate.app.ports import UnitOfWork
from triplicate.core.failures import (
    ActionNotPossible,
    DomainError,
    InvalidInput,
    PreconditionRequired,
    Unavailable,
    invalid,
)
from triplicate.core.json import ijson
from triplicate.core.order.order import Order
from triplicate.dialects.native.auth import order_name
from triplicate.dialects.native.document.codec import CODEC
from triplicate.dialects.native.document.wire import NAME
from triplicate.dialects.native.failures import problem
from triplicate.dialects.native.orders import parse_request, requests
from triplicate.dialects.native.orders.commands import ROUTES_BY_NAME
from triplicate.dialects.native.orders.operations import MOVE_ORDERS, PLACE_ORDERS

_ANSWER_FULL = "not run, since the orders before it fill the answer: send it in another request"
RowResults = list[dict[str, Any]]


async def place_orders(request: Request[NoParameters, requests.RawBulkOrders]) -> Response:
    """Places the order of each row."""

    def place_row(uow: UnitOfWork, context: Context, row: Any, path: str) -> Order:
        body = ijson.convert(row, requests.NewOrder, path)
        with _prefix_problem_paths(path):
            return place(uow, context, body.account, NAME, parse_request.new_order(body))

    return await run_once(request, PLACE_ORDERS, _run_rows(request, request.body.orders, "$.orders", 201, place_row))


async def move_orders(request: Request[NoParameters, requests.RawBulkMoves]) -> Response:
    """Runs the action of each row."""

    def move_row(uow: UnitOfWork, context: Context, row: Any, path: str) -> Order:
        move = ijson.convert(row, requests.Move, path)
        route = ROUTES_BY_NAME.get(move.verb)
        if route is None:
            raise invalid(f"{path}.verb", f"must be one of {', '.join(ROUTES_BY_NAME)}")
        command = route.build_command(ijson.convert(move.body, route.body, f"{path}.body"))
        if route.precondition is Precondition.IF_MATCH and move.version is None:
            raise DomainError(PreconditionRequired())
        versions = None if move.version is None else (move.version,)
        with _prefix_problem_paths(f"{path}.body"):
            return change_order(uow, context, order_name(move.order), command, versions)

    return await run_once(request, MOVE_ORDERS, _run_rows(request, request.body.moves, "$.moves", 200, move_row))


@contextmanager
def _prefix_problem_paths(prefix: str) -> Iterator[None]:
    """Prefixes the JSON paths of domain errors, which are relative to the row, with the row's path in the request."""
    try:
        yield
    except DomainError as error:
        match error.failure:
            case InvalidInput(problems):
                prefixed_problems = tuple(
                    problem._replace(path=prefix + problem.path.removeprefix("$")) for problem in problems
                )
                raise DomainError(InvalidInput(prefixed_problems)) from None
            case ActionNotPossible() as failure if failure.path != "$":
                path = prefix + failure.path.removeprefix("$")
                raise DomainError(msgspec.structs.replace(failure, path=path)) from None
            case _:
                raise


def _run_rows(
    request: AnyRequest,
    rows: list[Any],
    path: str,
    status: int,
    handle_row: Callable[[UnitOfWork, Context, Any, str], Order],
) -> Callable[[UnitOfWork, Context], Response]:
    """Runs `handle_row` for every row. A domain error rolls back that row only; Unavailable fails the whole request.

    Once the orders of the answer have `MAX_PAGE_BYTES`, the remaining rows are not run.
    """

    def process_rows(uow: UnitOfWork, context: Context) -> Response:
        results: RowResults = []
        remaining_bytes = MAX_PAGE_BYTES
        for index, row in enumerate(rows):
            try:
                if remaining_bytes <= 0:
                    raise invalid(f"{path}[{index}]", _ANSWER_FULL)
                order = uow.run_in_savepoint(
                    lambda row=row, index=index: handle_row(uow, context, row, f"{path}[{index}]")  # type: ignore[misc]
                )
            except DomainError as error:
                if isinstance(error.failure, Unavailable):
                    raise
                row_problem = problem(error.failure)
                results.append({"index": index, "status": row_problem.status, "order": None, "problem": row_problem})
            else:
                order_json = msgspec.Raw(render_order(request, CODEC, order))
                remaining_bytes -= len(bytes(order_json))
                results.append({"index": index, "status": status, "order": order_json, "problem": None})
        succeeded = sum(row["problem"] is None for row in results)
        return json_response(200, {"succeeded": succeeded, "failed": len(results) - succeeded, "rows": results})

    return process_rows
