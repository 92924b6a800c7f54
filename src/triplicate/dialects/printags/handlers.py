"""Request handlers of Printags' operations."""

from triplicate.api.operation import Handler, Request
from triplicate.api.order_response import order_response
from triplicate.api.response import Response, json_response
from triplicate.app.orders.find import find
from triplicate.app.ports import OrderName
from triplicate.core import ids
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.dialects.printags import operations, responses
from triplicate.dialects.printags.accounts import handlers as accounts
from triplicate.dialects.printags.auth import bind_to_account
from triplicate.dialects.printags.catalog import handlers as catalog
from triplicate.dialects.printags.document import status
from triplicate.dialects.printags.document.codec import CODEC
from triplicate.dialects.printags.files import handlers as files
from triplicate.dialects.printags.orders import find as finding
from triplicate.dialects.printags.orders import place


async def get_order(request: Request) -> Response:
    """One order of the account by its GUID; a malformed id is reported as not found."""
    principal = bind_to_account(request.principal, request.parameters["accountId"])
    order_id = request.parameters["orderId"]
    guid = ids.guid(order_id)
    if guid is None:
        raise DomainError(OrderNotFound(order_id))
    stored = await find(request.services.reader, principal, OrderName("guid", guid))
    return await order_response(request, CODEC, stored)


async def get_statuses(call: Request) -> Response:
    """Every status that an order can have."""
    statuses = [responses.Status(id, name) for name, id in sorted(status.NUMBERS.items(), key=lambda one: one[1])]
    return json_response(200, responses.StatusesReply(success=True, statuses=statuses))


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
