"""Request handlers of Printags' operations."""

from triplicate.app.find import find
from triplicate.app.ports import Reference
from triplicate.core import ids
from triplicate.core.failures import NoSuchOrder, Refused
from triplicate.dialects.printags import accounts, answers, api, files, finding, offering, ordering, status
from triplicate.dialects.printags.auth import in_account
from triplicate.dialects.printags.mapping import MAPPING
from triplicate.http.answer import Answer, answer
from triplicate.http.op import Call, Handler
from triplicate.http.order import order_answer


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
    statuses = [answers.Status(id, name) for name, id in sorted(status.NUMBERS.items(), key=lambda one: one[1])]
    return answer(200, answers.StatusesReply(success=True, statuses=statuses))


HANDLERS: dict[str, Handler] = {
    api.GET_OWN_ACCOUNT.name: accounts.get_own_account,
    api.GET_ACCOUNT.name: accounts.get_account,
    api.FIND_ORDERS.name: finding.find_orders,
    api.GET_ORDER.name: get_order,
    api.CREATE_ORDER.name: ordering.create_order,
    api.VALIDATE_ORDER.name: ordering.validate_order,
    **files.HANDLERS,
    api.GET_STATUSES.name: get_statuses,
    api.GET_MODELS.name: offering.get_models,
    api.GET_CARRIERS.name: offering.get_carriers,
    api.CALCULATE_RATES.name: offering.calculate_rates,
}
