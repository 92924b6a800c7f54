"""Request handlers that create orders and validate drafts. Both debit the account's balance."""

import uuid

import msgspec

from triplicate.api.operation import Request
from triplicate.api.response import Response, json_response
from triplicate.api.transaction import REPLAYED, run_once
from triplicate.app.accounts.balance import BALANCE
from triplicate.app.context import Context
from triplicate.app.orders.execute import execute as change_order
from triplicate.app.orders.place import place, target_account
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Account
from triplicate.core import ids, lifecycle
from triplicate.core.catalog import price_list
from triplicate.core.engine.commands import Accept, Pay
from triplicate.core.failures import ActionNotPossible, DomainError, OrderNotFound, invalid
from triplicate.core.json import ijson
from triplicate.core.json.unknown_members import unknown_members
from triplicate.core.lifecycle import Action, Obstacle, Step
from triplicate.core.order import totals
from triplicate.core.order.line import Artwork
from triplicate.core.order.order import Order
from triplicate.dialects.printags import requests, responses
from triplicate.dialects.printags.auth import bind_to_account
from triplicate.dialects.printags.document.wire import NAME
from triplicate.dialects.printags.orders import parse_request, price_breakdown

PAY_FROM_BALANCE = Pay(method=BALANCE)


async def create_order(request: Request) -> Response:
    """Creates an order: prices it, debits the balance unless it is a draft, and returns its id."""
    principal = bind_to_account(request.principal, request.parameters["accountId"])

    def work(uow: UnitOfWork, context: Context) -> Response:
        account = target_account(uow, context, principal.account)
        existing_guid = _find_previous_order(uow, context, account, request)
        if existing_guid is not None:
            return json_response(200, responses.CreateOrderReply(success=True, orderId=existing_guid), REPLAYED)
        new_order = parse_request.parse_order(request.body, request.document, _parse_context(uow, account))
        extra_members = unknown_members(request.document, requests.NewOrder)
        if extra_members is not None:
            new_order = msgspec.structs.replace(
                new_order, unknown_members={NAME: context.keys.seal(msgspec.json.encode(extra_members))}
            )
        order = place(uow, context, account.id, NAME, new_order, PAY_FROM_BALANCE)
        return json_response(200, responses.CreateOrderReply(success=True, orderId=order.guid))

    return await run_once(request, "create order", work)


async def validate_order(request: Request) -> Response:
    """Validates a draft: accepts it for production, debits the balance and returns its prices."""
    principal = bind_to_account(request.principal, request.parameters["accountId"])
    guid = ids.guid(request.parameters["orderId"])
    if guid is None:
        raise DomainError(OrderNotFound(request.parameters["orderId"]))
    order_name = OrderName("guid", guid)

    def work(uow: UnitOfWork, context: Context) -> Response:
        context = context._replace(principal=principal)
        order = change_order(uow, context, order_name, _accept)
        if totals.receivable(order):
            order = change_order(uow, context, order_name, PAY_FROM_BALANCE)
        return json_response(200, responses.ValidateOrderReply(success=True, prices=price_breakdown.prices(order)))

    return await run_once(request, "validate order", work)


def _accept(order: Order) -> Accept:
    """The command that accepts a draft. Raises DomainError(ActionNotPossible) for anything else."""
    is_placed = lifecycle.at_least(order.step or Step.CREATED, Step.CREATED)
    obstacle = lifecycle.obstacle(Action.ACCEPT, order.step, order.hold is not None, order.ending is not None)
    if is_placed or obstacle is not None:
        raise DomainError(ActionNotPossible("validate", obstacle or Obstacle.TOO_LATE))
    if totals.total(order) is None:
        raise DomainError(ActionNotPossible("validate", Obstacle.TOTAL_UNKNOWN))
    return Accept()


def _parse_context(uow: UnitOfWork, account: Account) -> parse_request.ParseContext:
    """What a new order of this account is validated against. Raises DomainError(InvalidInput) without a price list."""
    version = uow.prices.current(account.id)
    if version is None:
        raise invalid("$", "this account has no price list, so nothing can be ordered")
    prices = price_list.decode(version.document)
    if prices.currency != account.currency:
        message = f"the price list is in {prices.currency}, but this account is in {account.currency}"
        raise invalid("$", f"{message}: the account needs its own price list")
    artwork_by_id: dict[str, Artwork | None] = {}

    def file_of(id: str) -> Artwork | None:
        if id not in artwork_by_id:
            artwork_by_id[id] = _find_artwork(uow, account.id, id)
        return artwork_by_id[id]

    return parse_request.ParseContext(prices, version.name, account.profile.language, str(uuid.uuid4()), file_of)


def _find_artwork(uow: UnitOfWork, account: str, id: str) -> Artwork | None:
    guid = ids.guid(id)
    file = uow.files.get(guid) if guid else None
    if file is None or file.account != account:
        return None
    return Artwork(file=file.id, mime=file.mime, size=file.size, created_at=file.created_at)


def _find_previous_order(uow: UnitOfWork, context: Context, account: Account, request: Request) -> str | None:
    """The GUID of the order that an identical earlier request placed, if the account allows one order per reference.

    Idempotency for clients that cannot send a key. Checked before anything that may have changed in the meantime:
    prices, catalog, balance.
    """
    reference = request.body.reference
    guid = (
        uow.orders.find_by_reference(account.id, reference) if _requires_unique_reference(account, reference) else None
    )
    if guid is None:
        return None
    existing = uow.orders.get(context.principal, OrderName("guid", guid))
    return guid if existing.request_digest == ijson.digest(request.document) else None


def _requires_unique_reference(account: Account, reference: str | None) -> bool:
    return account.profile.one_order_per_reference and bool(reference)
