"""Request handlers of Axim Commerce's operations."""

from triplicate.api.operation import Call, Handler
from triplicate.api.order_response import order_answer
from triplicate.api.response import Answer
from triplicate.app.orders.find import find, reference
from triplicate.core.failures import NoSuchOrder, Refused
from triplicate.dialects.axim import operations
from triplicate.dialects.axim.document.codec import MAPPING


async def get_order(call: Call) -> Answer:
    """One order by its 24-hex `id` or its `entityId`; a malformed id is reported as not found."""
    given = call.parameters["orderId"]
    name = reference(given)
    if name is None or name.kind == "guid":
        raise Refused(NoSuchOrder(given))
    return await order_answer(call, MAPPING, await find(call.services.reader, call.principal, name))


HANDLERS: dict[str, Handler] = {operations.GET_ORDER.name: get_order}
