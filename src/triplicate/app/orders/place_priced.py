"""Places an order at the prices of the account's price list; an identical request for its reference is a replay.

The replay is the idempotency of clients that cannot send a key: it needs an account with one order per reference, and
is checked before anything that may have changed in the meantime, such as prices, catalogue and balance.
"""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from triplicate.app.catalog import quote
from triplicate.app.context import Context
from triplicate.app.files.account_files import AccountFiles
from triplicate.app.orders.place import OrderAccount, place_in, target_account
from triplicate.app.orders.references import order_with_reference
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.app.records import Account
from triplicate.core.access import WRITE
from triplicate.core.catalog.price_list import PriceList
from triplicate.core.engine import place as placing
from triplicate.core.engine.commands import Pay
from triplicate.core.engine.place import NewOrder
from triplicate.core.failures import DomainError, MissingScope, ReferenceInUse
from triplicate.core.order.line import Artwork


class QuoteContext(NamedTuple):
    """What a request is validated against: the account's price list and its name, language and files (as artwork by
    id), and a GUID for a recipient without one.
    """

    prices: PriceList
    price_list_name: str
    language: str
    recipient_guid: str
    artwork_of: Callable[[str], Artwork | None]


class PricedRequest(NamedTuple):
    """A request for an order: `digest` identifies its body, `build` validates and prices it.

    `unknown_members` are the members of the body that nothing understood (None: there are none).
    """

    reference: str | None
    digest: str
    build: Callable[[QuoteContext], NewOrder]
    unknown_members: Any = None


class PlaceResult(NamedTuple):
    """The GUID of the order, and whether an earlier, identical request placed it."""

    guid: str
    is_replay: bool


def place_priced(
    uow: UnitOfWork, context: Context, account_id: str | None, origin: str, request: PricedRequest, payment: Pay
) -> PlaceResult:
    """Places an order and takes its payment, unless it is a draft or free.

    Raises DomainError, with nothing stored, numbered or charged: MissingScope, AccountNotFound, InvalidInput,
    ReferenceInUse, InsufficientBalance.
    """
    if not context.principal.may(WRITE):
        raise DomainError(MissingScope(WRITE))
    account = target_account(uow, context, account_id, lock=True)
    existing_guid = order_with_reference(uow, account, request.reference)
    if existing_guid is not None and _is_same_request(uow, context, existing_guid, request):
        return PlaceResult(existing_guid, is_replay=True)
    target = OrderAccount(account, AccountFiles(uow, account.id))
    new_order = _build(uow, context, target, origin, request)
    placing.check(new_order)
    if existing_guid is not None and new_order.reference is not None:
        raise DomainError(ReferenceInUse(new_order.reference, existing_guid))
    return PlaceResult(place_in(uow, context, target, origin, new_order, payment).guid, is_replay=False)


def _is_same_request(uow: UnitOfWork, context: Context, guid: str, request: PricedRequest) -> bool:
    return uow.orders.get(context.principal, OrderName("guid", guid)).sync.request_digest == request.digest


def _build(uow: UnitOfWork, context: Context, target: OrderAccount, origin: str, request: PricedRequest) -> NewOrder:
    new_order = request.build(_quote_context(uow, context, target.account, target.files))
    unknown_members = request.unknown_members
    if unknown_members is not None:
        unknown_members = {origin: context.keys.seal(msgspec.json.encode(unknown_members))}
    return msgspec.structs.replace(new_order, request_digest=request.digest, unknown_members=unknown_members or {})


def _quote_context(uow: UnitOfWork, context: Context, account: Account, files: AccountFiles) -> QuoteContext:
    prices, name = quote.prices_for_order(uow, context, account)
    return QuoteContext(prices, name, account.profile.language, str(uuid.uuid4()), files.artwork)
