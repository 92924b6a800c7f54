"""Request handlers that create orders and validate drafts. Both debit the account's balance."""

from functools import partial

from triplicate.api.request import Request
from triplicate.api.response import Response, json_response
from triplicate.api.transaction import REPLAYED, run_once
from triplicate.app.accounts.balance import PAY_FROM_BALANCE
from triplicate.app.context import Context
from triplicate.app.orders.place_priced import PricedRequest, place_priced
from triplicate.app.orders.validate_draft import validate_draft
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core import ids
from triplicate.core.failures import DomainError, OrderNotFound
from triplicate.core.json import ijson
from triplicate.core.json.unknown_members import unknown_members
from triplicate.dialects.printags.auth import bind_to_account
from triplicate.dialects.printags.document.wire import NAME
from triplicate.dialects.printags.orders import parse_request, price_breakdown, requests, responses
from triplicate.dialects.printags.orders.operations import CREATE_ORDER, VALIDATE_ORDER
from triplicate.dialects.printags.parameters import AccountParameters, OrderParameters


async def create_order(request: Request[AccountParameters, requests.NewOrder]) -> Response:
    """Creates an order: prices it, debits the balance unless it is a draft, and returns its id."""
    account = bind_to_account(request.principal, request.parameters.accountId).account
    order_request = PricedRequest(
        reference=request.body.reference,
        digest=ijson.digest(request.document),
        build=partial(parse_request.parse_order, request.body, request.document),
        unknown_members=unknown_members(request.document, requests.NewOrder),
    )

    def work(uow: UnitOfWork, context: Context) -> Response:
        placed = place_priced(uow, context, account, NAME, order_request, PAY_FROM_BALANCE)
        reply = responses.CreateOrderReply(success=True, orderId=placed.guid)
        return json_response(200, reply, *((REPLAYED,) if placed.is_replay else ()))

    return await run_once(request, CREATE_ORDER, work)


async def validate_order(request: Request[OrderParameters, None]) -> Response:
    """Validates a draft: accepts it for production, debits the balance and returns its prices."""
    principal = bind_to_account(request.principal, request.parameters.accountId)
    guid = ids.guid(request.parameters.orderId)
    if guid is None:
        raise DomainError(OrderNotFound(request.parameters.orderId))
    order_name = OrderName("guid", guid)

    def work(uow: UnitOfWork, context: Context) -> responses.ValidateOrderReply:
        order = validate_draft(uow, context._replace(principal=principal), order_name)
        return responses.ValidateOrderReply(success=True, prices=price_breakdown.prices(order))

    return await run_once(request, VALIDATE_ORDER, work)
