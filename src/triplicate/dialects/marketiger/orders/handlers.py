"""Request handlers of Marketiger's operations."""

from triplicate.api.operation import Handler, Request
from triplicate.api.order_response import order_response
from triplicate.api.response import Response
from triplicate.app.orders.find import find
from triplicate.app.ports import OrderName
from triplicate.core import ids
from triplicate.core.failures import invalid
from triplicate.dialects.marketiger import operations
from triplicate.dialects.marketiger.auth import require_user
from triplicate.dialects.marketiger.document.codec import CODEC


async def get_order(request: Request) -> Response:
    """One order by its GUID. Checks in the order of the vendor's error table: claim, user, id, order, owner."""
    require_user(request.principal)
    order_id = _query_value(request, "orderId")
    if order_id is None:
        raise invalid("orderId", "is required")
    guid = ids.guid(order_id)
    if guid is None:
        raise invalid("orderId", "must be a GUID")
    stored = await find(request.services.reader, request.principal, OrderName("guid", guid))
    return await order_response(request, CODEC, stored)


def _query_value(request: Request, name: str) -> str | None:
    """The value of a query parameter whose name may be written in any case."""
    query = request.query()
    if name in query:
        return query[name]
    return next((value for other, value in query.items() if other.lower() == name.lower()), None)


HANDLERS: dict[str, Handler] = {operations.GET_ORDER.name: get_order}
