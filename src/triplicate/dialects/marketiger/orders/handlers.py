"""Request handlers of Marketiger's operations."""

from triplicate.api.operation import Call, Handler
from triplicate.api.order_response import order_answer
from triplicate.api.response import Answer
from triplicate.app.orders.find import find
from triplicate.app.ports import Reference
from triplicate.core import ids
from triplicate.core.failures import invalid
from triplicate.dialects.marketiger import operations
from triplicate.dialects.marketiger.auth import require_user
from triplicate.dialects.marketiger.document.codec import MAPPING


async def get_order(call: Call) -> Answer:
    """One order by its GUID. Checks in the order of the vendor's error table: claim, user, id, order, owner."""
    require_user(call.principal)
    given = call.query().get("orderId")
    if given is None:
        raise invalid("orderId", "is required")
    guid = ids.guid(given)
    if guid is None:
        raise invalid("orderId", "must be a GUID")
    stored = await find(call.services.reader, call.principal, Reference("guid", guid))
    return await order_answer(call, MAPPING, stored)


HANDLERS: dict[str, Handler] = {operations.GET_ORDER.name: get_order}
