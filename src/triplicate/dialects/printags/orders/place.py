"""Request handlers that create orders and validate drafts. Both debit the account's balance."""

import uuid

import msgspec

from triplicate.api.operation import Call
from triplicate.api.response import Answer, answer
from triplicate.api.transaction import REPLAYED, change
from triplicate.app.accounts.balance import BALANCE
from triplicate.app.context import Acting
from triplicate.app.orders.execute import change as change_order
from triplicate.app.orders.place import owning, place
from triplicate.app.ports import Reference, Unit
from triplicate.app.records import Account
from triplicate.core import ids, lifecycle
from triplicate.core.catalog import price_list
from triplicate.core.engine.commands import Accept, Pay
from triplicate.core.failures import NoSuchOrder, NotPossible, Refused, invalid
from triplicate.core.json import ijson
from triplicate.core.json.unknown_members import beyond
from triplicate.core.lifecycle import Obstacle, Step, Verb
from triplicate.core.order import totals
from triplicate.core.order.line import Artwork
from triplicate.core.order.order import Order
from triplicate.dialects.printags import requests, responses
from triplicate.dialects.printags.auth import in_account
from triplicate.dialects.printags.document.wire import NAME
from triplicate.dialects.printags.orders import parse_request, price_breakdown

FROM_BALANCE = Pay(method=BALANCE)


async def create_order(call: Call) -> Answer:
    """Creates an order: prices it, debits the balance unless it is a draft, and returns its id."""
    principal = in_account(call.principal, call.parameters["accountId"])

    def work(unit: Unit, acting: Acting) -> Answer:
        account = owning(unit, acting, principal.account)
        known = _placed_before(unit, acting, account, call)
        if known is not None:
            return answer(200, responses.CreatedReply(success=True, orderId=known), REPLAYED)
        new = parse_request.new_order(call.body, call.document, _world(unit, account))
        unread = beyond(call.document, requests.NewOrder)
        if unread is not None:
            new = msgspec.structs.replace(new, beyond={NAME: acting.keys.seal(msgspec.json.encode(unread))})
        order = place(unit, acting, account.id, NAME, new, FROM_BALANCE)
        return answer(200, responses.CreatedReply(success=True, orderId=order.guid))

    return await change(call, "create order", work)


async def validate_order(call: Call) -> Answer:
    """Validates a draft: accepts it for production, debits the balance and returns its prices."""
    principal = in_account(call.principal, call.parameters["accountId"])
    guid = ids.guid(call.parameters["orderId"])
    if guid is None:
        raise Refused(NoSuchOrder(call.parameters["orderId"]))
    name = Reference("guid", guid)

    def work(unit: Unit, acting: Acting) -> Answer:
        acting = acting._replace(principal=principal)
        order = change_order(unit, acting, call.services.mappings, name, _accepting)
        if totals.receivable(order):
            order = change_order(unit, acting, call.services.mappings, name, FROM_BALANCE)
        return answer(200, responses.ValidatedReply(success=True, prices=price_breakdown.prices(order)))

    return await change(call, "validate order", work)


def _accepting(order: Order) -> Accept:
    """The command that accepts a draft. Raises DomainError(ActionNotPossible) for anything else."""
    placed = lifecycle.at_least(order.step or Step.CREATED, Step.CREATED)
    found = lifecycle.obstacle(Verb.ACCEPT, order.step, order.hold is not None, order.ending is not None)
    if placed or found is not None:
        raise Refused(NotPossible("validate", found or Obstacle.TOO_LATE))
    if totals.total(order) is None:
        raise Refused(NotPossible("validate", Obstacle.TOTAL_UNKNOWN))
    return Accept()


def _world(unit: Unit, account: Account) -> parse_request.World:
    """What a new order of this account is validated against. Raises DomainError(InvalidInput) without a price list."""
    version = unit.prices.current(account.id)
    if version is None:
        raise invalid("$", "this account has no price list, so nothing can be ordered")
    prices = price_list.decode(version.document)
    if prices.currency != account.currency:
        told = f"the price list is in {prices.currency}, but this account is in {account.currency}"
        raise invalid("$", f"{told}: the account needs its own price list")
    known: dict[str, Artwork | None] = {}

    def file_of(id: str) -> Artwork | None:
        if id not in known:
            known[id] = _artwork(unit, account.id, id)
        return known[id]

    return parse_request.World(prices, version.name, account.profile.language, str(uuid.uuid4()), file_of)


def _artwork(unit: Unit, account: str, id: str) -> Artwork | None:
    guid = ids.guid(id)
    file = unit.files.get(guid) if guid else None
    if file is None or file.account != account:
        return None
    return Artwork(file=file.id, mime=file.mime, size=file.size, created_at=file.created_at)


def _placed_before(unit: Unit, acting: Acting, account: Account, call: Call) -> str | None:
    """The GUID of the order that an identical earlier request placed, if the account allows one order per reference.

    Idempotency for clients that cannot send a key. Checked before anything that may have changed in the meantime:
    prices, catalog, balance.
    """
    reference = call.body.reference
    guid = unit.orders.referring(account.id, reference) if _is_only_one(account, reference) else None
    if guid is None:
        return None
    known = unit.orders.get(acting.principal, Reference("guid", guid))
    return guid if known.asked == ijson.digest(call.document) else None


def _is_only_one(account: Account, reference: str | None) -> bool:
    return account.profile.one_order_per_reference and bool(reference)
