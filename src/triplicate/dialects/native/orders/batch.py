"""Bulk requests, answered: each row happens for itself, in one transaction, and says what became of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from triplicate.api.operation import Call
from triplicate.api.order_response import shown
from triplicate.api.response import Answer, answer
from triplicate.api.transaction import change
from triplicate.app.context import Acting
from triplicate.app.orders.execute import change as change_order
from triplicate.app.orders.place import place
from triplicate.app.ports import Unit
from triplicate.core.failures import InvalidInput, NotPossible, Refused, Unavailable, VersionNeeded, invalid
from triplicate.core.json import ijson
from triplicate.core.order.order import Order
from triplicate.dialects.native.auth import named
from triplicate.dialects.native.document.codec import MAPPING
from triplicate.dialects.native.document.wire import NAME
from triplicate.dialects.native.failures import problem
from triplicate.dialects.native.orders import parse_request, requests
from triplicate.dialects.native.orders.commands import BY_NAME

Rows = list[dict[str, Any]]


async def place_orders(call: Call) -> Answer:
    """Places each row's order."""

    def place_row(unit: Unit, acting: Acting, row: Any, where: str) -> Order:
        body = ijson.typed(row, requests.NewOrder, where)
        with _inside(where):
            return place(unit, acting, body.account, NAME, parse_request.new_order(body))

    return await change(call, "place orders", _each(call, call.body.orders, "$.orders", 201, place_row))


async def move_orders(call: Call) -> Answer:
    """Does each row's verb."""

    def move_row(unit: Unit, acting: Acting, row: Any, where: str) -> Order:
        move = ijson.typed(row, requests.Move, where)
        verb = BY_NAME.get(move.verb)
        if verb is None:
            raise invalid(f"{where}.verb", f"must be one of {', '.join(BY_NAME)}")
        command = verb.command(ijson.typed(move.body, verb.body, f"{where}.body"))
        if verb.versioned and move.version is None:
            raise Refused(VersionNeeded())
        versions = None if move.version is None else (move.version,)
        with _inside(f"{where}.body"):
            return change_order(unit, acting, call.services.mappings, named(move.order), command, versions)

    return await change(call, "move orders", _each(call, call.body.moves, "$.moves", 200, move_row))


@contextmanager
def _inside(where: str) -> Iterator[None]:
    """Refusals name their place in the row; its place in the request goes before that."""
    try:
        yield
    except Refused as refused:
        match refused.failure:
            case InvalidInput(problems):
                found = tuple(problem._replace(path=where + problem.path.removeprefix("$")) for problem in problems)
                raise Refused(InvalidInput(found)) from None
            case NotPossible() as failure if failure.path != "$":
                path = where + failure.path.removeprefix("$")
                raise Refused(msgspec.structs.replace(failure, path=path)) from None
            case _:
                raise


def _each(
    call: Call, rows: list[Any], where: str, status: int, work: Callable[[Unit, Acting, Any, str], Order]
) -> Callable[[Unit, Acting], Answer]:
    """`work` for every row; a refusal undoes that row alone. A database that fails, fails the request."""

    def all_rows(unit: Unit, acting: Acting) -> Answer:
        told: Rows = []
        for index, row in enumerate(rows):
            try:
                done = unit.attempt(lambda row=row, index=index: work(unit, acting, row, f"{where}[{index}]"))  # type: ignore[misc]
            except Refused as refused:
                if isinstance(refused.failure, Unavailable):
                    raise
                wrong = problem(refused.failure)
                told.append({"index": index, "status": wrong.status, "order": None, "problem": wrong})
            else:
                as_it_is = msgspec.Raw(shown(call, MAPPING, done))
                told.append({"index": index, "status": status, "order": as_it_is, "problem": None})
        succeeded = sum(row["problem"] is None for row in told)
        return answer(200, {"succeeded": succeeded, "failed": len(told) - succeeded, "rows": told})

    return all_rows
