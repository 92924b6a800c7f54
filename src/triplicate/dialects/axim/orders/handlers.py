"""Request handlers of Axim Commerce's operations."""

from triplicate.api.operation import Handler, Request
from triplicate.api.order_response import order_response
from triplicate.api.response import Response
from triplicate.app.orders.find import find, parse_name
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.dialects.axim import operations
from triplicate.dialects.axim.document.codec import CODEC


async def get_order(request: Request) -> Response:
    """One order by its 24-hex `id` or its `entityId`; a malformed id is reported as not found."""
    order_id = request.parameters["orderId"]
    order_name = parse_name(order_id)
    if order_name is None or order_name.kind == "guid":
        raise DomainError(OrderNotFound(order_id))
    return await order_response(request, CODEC, await find(request.services.reader, request.principal, order_name))


HANDLERS: dict[str, Handler] = {operations.GET_ORDER.name: get_order}
