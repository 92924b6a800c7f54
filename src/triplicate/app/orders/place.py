"""Places an order or a draft: account, numbers, files, payment and events, in one transaction."""

import uuid
from functools import partial
from typing import Any, NamedTuple

import msgspec

from triplicate.app.accounts import balance
from triplicate.app.context import Context
from triplicate.app.files.account_files import AccountFiles
from triplicate.app.orders.events import order_event
from triplicate.app.orders.execute import engine_context
from triplicate.app.orders.nfc_provisioning import provision_nfc
from triplicate.app.orders.references import require_unused_reference
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account
from triplicate.core import ids
from triplicate.core.access import WRITE
from triplicate.core.engine import payments
from triplicate.core.engine import place as placing
from triplicate.core.engine.apply import KINDS
from triplicate.core.engine.commands import Pay
from triplicate.core.engine.place import Identity, NewLine, NewOrder
from triplicate.core.failures import AccountNotFound, DomainError, MissingScope, invalid
from triplicate.core.lifecycle import Step
from triplicate.core.order import totals
from triplicate.core.order.order import Order

replace = msgspec.structs.replace


class OrderAccount(NamedTuple):
    """Where an order is placed: the account as read in this transaction, and its files."""

    account: Account
    files: AccountFiles


def place(
    uow: UnitOfWork,
    context: Context,
    account_id: str | None,
    origin: str,
    new_order: NewOrder,
    payment: Pay | None = None,
) -> Order:
    """Places an order in an account (None: the caller's own); `origin` is the dialect of the request. With a `payment`
    it is paid at once, unless it is a draft or free.

    Raises DomainError, with nothing stored, numbered or charged: MissingScope, AccountNotFound, InvalidInput,
    ReferenceInUse, InsufficientBalance.
    """
    if not context.principal.may(WRITE):
        raise DomainError(MissingScope(WRITE))
    placing.check(new_order)
    account = target_account(uow, context, account_id, lock=payment is not None)
    require_unused_reference(uow, account, new_order.reference)
    return place_in(uow, context, OrderAccount(account, AccountFiles(uow, account.id)), origin, new_order, payment)


def place_in(
    uow: UnitOfWork, context: Context, target: OrderAccount, origin: str, new_order: NewOrder, payment: Pay | None
) -> Order:
    """Places a checked order whose reference is unused; raises like `place`. For a payment, the account is locked."""
    account = target.account
    new_order = replace(
        new_order, lines=tuple(with_stored_file(target.files, line, i) for i, line in enumerate(new_order.lines))
    )
    identity = _identity(uow, context, account, origin, new_order)
    unpaid_order = placing.new_order(new_order, identity, engine_context(context))
    order, payment_data = _pay(unpaid_order, payment, context)
    order = provision_nfc(uow, context.keys.seal, context.keys.unseal, order)
    uow.orders.add(order)
    balance.charge_or_refund(uow, context, None, order, account)
    uow.record_event(order_event(context, order, "drafted" if new_order.draft else "placed", {"number": order.number}))
    if order.payments:
        uow.record_event(order_event(context, order, KINDS[Pay], payment_data))
    return order


def _identity(uow: UnitOfWork, context: Context, account: Account, origin: str, new_order: NewOrder) -> Identity:
    take_number = partial(uow.orders.take_number, account.id, preferred=0)
    return Identity(
        guid=str(uuid.uuid4()),
        number=take_number("order"),
        account=account.id,
        origin=origin,
        owner=context.principal.email,
        currency=new_order.currency or account.currency,
        line_numbers=tuple(take_number("line") for _ in new_order.lines),
    )


def target_account(uow: UnitOfWork, context: Context, account_id: str | None, lock: bool) -> Account:
    """The account an order is placed in: the caller's own, or the requested one if the caller may act in it.

    With `lock`, it is locked (by its counters) before it is read.
    Raises DomainError: AccountNotFound, InvalidInput.
    """
    guid = context.principal.account if account_id is None else ids.guid(account_id)
    if account_id is None and guid is None:
        raise invalid("$.account", "required: this credential is not bound to an account")
    if guid is None or not context.principal.owns(guid):
        raise DomainError(AccountNotFound(account_id or guid or ""))
    if lock:
        uow.accounts.lock(guid)
    account = uow.accounts.get(guid)
    if account is None:
        raise DomainError(AccountNotFound(account_id or guid))
    return account


def _pay(order: Order, payment: Pay | None, context: Context) -> tuple[Order, dict[str, Any]]:
    """The order after the payment, and the event data of the payment."""
    if payment is None or order.step is Step.DRAFT or not totals.total(order):
        return order, {}
    transition = payments.pay(order, payment, engine_context(context))
    return transition.order, {
        "payment": {"from": order.payment, "to": transition.order.payment},
        **transition.event_data,
    }


def with_stored_file(files: AccountFiles, line: NewLine, index: int) -> NewLine:
    """The line with the id of its stored file; raises DomainError(InvalidInput) without such artwork."""
    if line.file is None:
        return line
    file = files.find(line.file)
    if file is None:
        raise invalid(f"$.lines[{index}].file", f"no file {line.file[:64]} exists")
    if files.artwork(file.id) is None:
        raise invalid(f"$.lines[{index}].file", f"file {file.id} is of purpose {file.purpose}: must be artwork")
    return replace(line, file=file.id)
