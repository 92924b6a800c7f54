"""Request handlers of Printags' operations."""

from triplicate.api.operation import Call, Handler
from triplicate.api.order_response import order_answer
from triplicate.api.response import Answer, answer
from triplicate.app.orders.find import find
from triplicate.app.ports import Reference
from triplicate.core import ids
from triplicate.core.failures import NoSuchOrder, Refused
from triplicate.dialects.printags import operations, responses
from triplicate.dialects.printags.accounts import handlers as accounts
from triplicate.dialects.printags.auth import in_account
from triplicate.dialects.printags.catalog import handlers as catalog
from triplicate.dialects.printags.document import status
from triplicate.dialects.printags.document.codec import MAPPING
from triplicate.dialects.printags.files import handlers as files
from triplicate.dialects.printags.orders import find as finding
from triplicate.dialects.printags.orders import place


async def get_order(call: Call) -> Answer:
    """One order of the account by its GUID; a malformed id is reported as not found."""
    principal = in_account(call.principal, call.parameters["accountId"])
    given = call.parameters["orderId"]
    guid = ids.guid(given)
    if guid is None:
        raise Refused(NoSuchOrder(given))
    stored = await find(call.services.reader, principal, Reference("guid", guid))
    return await order_answer(call, MAPPING, stored)


async def get_statuses(call: Call) -> Answer:
    """Every status that an order can have."""
    statuses = [responses.Status(id, name) for name, id in sorted(status.NUMBERS.items(), key=lambda one: one[1])]
    return answer(200, responses.StatusesReply(success=True, statuses=statuses))


HANDLERS: dict[str, Handler] = {
    operations.GET_OWN_ACCOUNT.name: accounts.get_own_account,
    operations.GET_ACCOUNT.name: accounts.get_account,
    operations.FIND_ORDERS.name: finding.find_orders,
    operations.GET_ORDER.name: get_order,
    operations.CREATE_ORDER.name: place.create_order,
    operations.VALIDATE_ORDER.name: place.validate_order,
    **files.HANDLERS,
    operations.GET_STATUSES.name: get_statuses,
    operations.GET_MODELS.name: catalog.get_models,
    operations.GET_CARRIERS.name: catalog.get_carriers,
    operations.CALCULATE_RATES.name: catalog.calculate_rates,
}
