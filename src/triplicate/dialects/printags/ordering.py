"""Placing an order and validating a draft, answered. Both price, and both take the money from the account's balance."""

import uuid

import msgspec

from triplicate.app.acting import Acting
from triplicate.app.balance import BALANCE
from triplicate.app.change import change as change_order
from triplicate.app.place import owning, place
from triplicate.app.ports import Reference, Unit
from triplicate.app.stored import Account
from triplicate.core import document, ids, lifecycle, pricing, totals
from triplicate.core.beyond import beyond
from triplicate.core.engine.commands import Accept, Pay
from triplicate.core.failures import NoSuchOrder, NotPossible, Refused, invalid
from triplicate.core.lifecycle import Obstacle, Step, Verb
from triplicate.core.line import Artwork
from triplicate.core.order import Order
from triplicate.dialects.printags import answers, asking, bodies, charging
from triplicate.dialects.printags.auth import in_account
from triplicate.dialects.printags.wire import NAME
from triplicate.http.answer import Answer, answer
from triplicate.http.change import REPLAYED, change
from triplicate.http.op import Call

FROM_BALANCE = Pay(method=BALANCE)


async def create_order(call: Call) -> Answer:
    """A new order: priced, charged unless it is a draft, and answered with its id."""
    principal = in_account(call.principal, call.parameters["accountId"])

    def work(unit: Unit, acting: Acting) -> Answer:
        account = owning(unit, acting, principal.account)
        known = _placed_before(unit, acting, account, call)
        if known is not None:
            return answer(200, answers.CreatedReply(success=True, orderId=known), REPLAYED)
        new = asking.new_order(call.body, call.document, _world(unit, account))
        unread = beyond(call.document, bodies.NewOrder)
        if unread is not None:
            new = msgspec.structs.replace(new, beyond={NAME: acting.keys.seal(msgspec.json.encode(unread))})
        order = place(unit, acting, account.id, NAME, new, FROM_BALANCE)
        return answer(200, answers.CreatedReply(success=True, orderId=order.guid))

    return await change(call, "create order", work)


async def validate_order(call: Call) -> Answer:
    """A draft becomes an order that is made, and paid from the balance; answered with what it costs."""
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
        return answer(200, answers.ValidatedReply(success=True, prices=charging.prices(order)))

    return await change(call, "validate order", work)


def _accepting(order: Order) -> Accept:
    """Raises Refused(NotPossible) for anything but a draft that can still be accepted."""
    placed = lifecycle.at_least(order.step or Step.CREATED, Step.CREATED)
    found = lifecycle.obstacle(Verb.ACCEPT, order.step, order.hold is not None, order.ending is not None)
    if placed or found is not None:
        raise Refused(NotPossible("validate", found or Obstacle.TOO_LATE))
    if totals.total(order) is None:
        raise Refused(NotPossible("validate", Obstacle.TOTAL_UNKNOWN))
    return Accept()


def _world(unit: Unit, account: Account) -> asking.World:
    """What an order of this account may refer to. Raises Refused(InvalidInput) when nothing is on sale."""
    version = unit.prices.current(account.id)
    if version is None:
        raise invalid("$", "this account has no price list yet, so that nothing can be ordered")
    prices = pricing.decode(version.document)
    if prices.currency != account.currency:
        told = f"the prices are in {prices.currency}, and this account is in {account.currency}"
        raise invalid("$", f"{told}: it needs a price list of its own")
    known: dict[str, Artwork | None] = {}

    def file_of(id: str) -> Artwork | None:
        if id not in known:
            known[id] = _artwork(unit, account.id, id)
        return known[id]

    return asking.World(prices, version.name, account.profile.language, str(uuid.uuid4()), file_of)


def _artwork(unit: Unit, account: str, id: str) -> Artwork | None:
    guid = ids.guid(id)
    file = unit.files.get(guid) if guid else None
    if file is None or file.account != account:
        return None
    return Artwork(file=file.id, mime=file.mime, size=file.size, created_at=file.created_at)


def _placed_before(unit: Unit, acting: Acting, account: Account, call: Call) -> str | None:
    """The GUID of the order that the same request placed before, where the account takes one order per reference.

    Whoever cannot send an idempotency key never pays twice; so this comes before anything that may have changed since:
    prices, what is on sale, the balance.
    """
    reference = call.body.reference
    guid = unit.orders.referring(account.id, reference) if _is_only_one(account, reference) else None
    if guid is None:
        return None
    known = unit.orders.get(acting.principal, Reference("guid", guid))
    return guid if known.asked == document.digest(call.document) else None


def _is_only_one(account: Account, reference: str | None) -> bool:
    return account.profile.one_order_per_reference and bool(reference)
