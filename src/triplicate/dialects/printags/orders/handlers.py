"""Request handlers of orders: reading one here; finding, creating and validating in their own modules."""

from triplicate.api.dialect import serve
from triplicate.api.order_response import order_response
from triplicate.api.request import Request
from triplicate.api.response import Response
from triplicate.app.ports import OrderName
from triplicate.core import ids
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.dialects.printags.auth import bind_to_account
from triplicate.dialects.printags.document.codec import CODEC
from triplicate.dialects.printags.orders.find import find_orders
from triplicate.dialects.printags.orders.operations import CREATE_ORDER, FIND_ORDERS, GET_ORDER, VALIDATE_ORDER
from triplicate.dialects.printags.orders.place import create_order, validate_order
from triplicate.dialects.printags.parameters import OrderParameters


async def get_order(request: Request[OrderParameters, None]) -> Response:
    """One order of the account by its GUID; a malformed id is reported as not found."""
    path = request.parameters
    principal = bind_to_account(request.principal, path.accountId)
    guid = ids.guid(path.orderId)
    if guid is None:
        raise DomainError(OrderNotFound(path.orderId))
    return await order_response(request, CODEC, principal, OrderName("guid", guid))


ENDPOINTS = (
    serve(FIND_ORDERS, find_orders),
    serve(GET_ORDER, get_order),
    serve(CREATE_ORDER, create_order),
    serve(VALIDATE_ORDER, validate_order),
)
