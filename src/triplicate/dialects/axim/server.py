"""Request handlers of Axim Commerce's operations."""

from triplicate.app.find import find, reference
from triplicate.core.failures import NoSuchOrder, Refused
from triplicate.dialects.axim import api
from triplicate.dialects.axim.mapping import MAPPING
from triplicate.http.answer import Answer
from triplicate.http.op import Call, Handler
from triplicate.http.order import order_answer


async def get_order(call: Call) -> Answer:
    """One order by its 24-hex `id` or its `entityId`; a malformed id is reported as not found."""
    given = call.parameters["orderId"]
    name = reference(given)
    if name is None or name.kind == "guid":
        raise Refused(NoSuchOrder(given))
    return await order_answer(call, MAPPING, await find(call.services.reader, call.principal, name))


HANDLERS: dict[str, Handler] = {api.GET_ORDER.name: get_order}
