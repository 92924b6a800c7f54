"""The operations of the actions on orders, built from the table of `orders.commands`."""

from typing import Any, TypeVar

import msgspec

from triplicate.api.bodies import JsonBody
from triplicate.api.operation import WRITERS, Link, Operation, Precondition
from triplicate.api.replies import OrderReply
from triplicate.dialects.native.document import wire
from triplicate.dialects.native.orders.commands import COMMAND_ROUTES, CommandRoute
from triplicate.dialects.native.parameters import OrderParameters
from triplicate.dialects.native.paths import ORDER_PATH, WRITE_STATUSES

B = TypeVar("B", bound=msgspec.Struct)


def _operation_name(route: CommandRoute[Any]) -> str:
    """The operation's name: `acceptOrder`, `recordPayment`; `placeDraft`, since `placeOrder` creates an order."""
    first, *other_words = route.name.split()
    return first + ("".join(word.title() for word in other_words) or ("Draft" if first == "place" else "Order"))


def command_operation(route: CommandRoute[B]) -> Operation[OrderParameters, B, wire.Order]:
    """The operation of an action."""
    return Operation(
        name=_operation_name(route),
        method=route.method,
        paths=(ORDER_PATH + route.path,),
        summary=route.summary,
        description=route.description,
        parameters=OrderParameters,
        body=JsonBody(route.body),
        reply=OrderReply(wire.Order),
        statuses=(
            201 if route.creates_resource else 200,
            *WRITE_STATUSES,
            *((428,) if route.precondition is Precondition.IF_MATCH else ()),
        ),
        access=WRITERS,
        precondition=route.precondition,
        tags=("Verbs",),
        links=(Link("getOrder", {"orderId": "$response.body#/id"}),),
        example=route.example,
    )


OPERATIONS_BY_ACTION: dict[str, Operation[OrderParameters, Any, wire.Order]] = {
    route.name: command_operation(route) for route in COMMAND_ROUTES
}
"""The operation of each action, for callers who choose actions by name."""
