"""Request handlers of Marketiger's operations."""

from msgspec import UNSET

from triplicate.api.dialect import serve
from triplicate.api.order_response import order_response
from triplicate.api.request import Request
from triplicate.api.response import Response
from triplicate.app.ports import OrderName
from triplicate.core import ids
from triplicate.core.failures import invalid
from triplicate.dialects.marketiger.auth import require_user
from triplicate.dialects.marketiger.document.codec import CODEC
from triplicate.dialects.marketiger.document.wire import GetOrderParameters
from triplicate.dialects.marketiger.orders.operations import GET_ORDER


async def get_order(request: Request[GetOrderParameters, None]) -> Response:
    """One order by its GUID. Checks in the order of the vendor's error table: claim, user, id, order, owner."""
    require_user(request.principal)
    order_id = request.parameters.orderId
    if order_id is UNSET:
        raise invalid("orderId", "is required")
    guid = ids.guid(order_id)
    if guid is None:
        raise invalid("orderId", "must be a GUID")
    return await order_response(request, CODEC, request.principal, OrderName("guid", guid))


ENDPOINTS = (serve(GET_ORDER, get_order),)
