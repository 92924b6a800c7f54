"""Printags' operations, answered."""

from triplicate.app.find import find
from triplicate.app.ports import Reference
from triplicate.core import ids
from triplicate.core.failures import NoSuchOrder, Refused
from triplicate.dialects.printags import api
from triplicate.dialects.printags.auth import in_account
from triplicate.dialects.printags.mapping import MAPPING
from triplicate.http.answer import Answer
from triplicate.http.op import Call, Handler
from triplicate.http.order import order_answer


async def get_order(call: Call) -> Answer:
    """One order of the account by its GUID; an id of another form is one that does not exist."""
    principal = in_account(call.principal, call.parameters["accountId"])
    given = call.parameters["orderId"]
    guid = ids.guid(given)
    if guid is None:
        raise Refused(NoSuchOrder(given))
    stored = await find(call.services.reader, principal, Reference("guid", guid))
    return order_answer(call, MAPPING, stored)


HANDLERS: dict[str, Handler] = {api.GET_ORDER.name: get_order}
