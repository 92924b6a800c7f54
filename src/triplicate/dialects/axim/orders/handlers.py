"""Request handlers of Axim Commerce's operations."""

from triplicate.api.dialect import serve
from triplicate.api.order_response import order_response
from triplicate.api.request import Request
from triplicate.api.response import Response
from triplicate.app.orders.find import parse_name
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.dialects.axim.document.codec import CODEC
from triplicate.dialects.axim.document.wire import GetOrderParameters
from triplicate.dialects.axim.orders.operations import GET_ORDER


async def get_order(request: Request[GetOrderParameters, None]) -> Response:
    """One order by its 24-hex `id` or its `entityId`; a malformed id is reported as not found."""
    order_id = request.parameters.orderId
    order_name = parse_name(order_id)
    if order_name is None or order_name.kind == "guid":
        raise DomainError(OrderNotFound(order_id))
    return await order_response(request, CODEC, request.principal, order_name)


ENDPOINTS = (serve(GET_ORDER, get_order),)
