"""Executes a command on an order: stores the next version, its ledger entry and its event in one transaction."""

import uuid
from collections.abc import Callable, Collection, Iterable

from triplicate.app.accounts import balance
from triplicate.app.context import Context
from triplicate.app.orders.events import order_event
from triplicate.app.orders.list_prices import payment_on_acceptance, require_price_scope
from triplicate.app.orders.nfc_provisioning import provision_nfc
from triplicate.app.orders.references import require_unused_reference
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core.access import WRITE
from triplicate.core.documents import codec
from triplicate.core.engine.apply import apply
from triplicate.core.engine.commands import Command
from triplicate.core.engine.transitions import EngineContext
from triplicate.core.failures import DomainError, MissingScope, VersionConflict
from triplicate.core.order.order import Order

CommandOrFactory = Command | Callable[[Order], Command | None]
"""A command, or a function that derives it from the current order (None: nothing to do)."""


def execute(
    uow: UnitOfWork,
    context: Context,
    name: OrderName,
    command: CommandOrFactory,
    expected_versions: Collection[int] | None = None,
) -> Order:
    """The order after the command; unchanged where the command has no effect.

    `expected_versions` is the precondition (None: any version). Raises DomainError, with nothing stored: MissingScope,
    OrderNotFound, OrderOfAnotherAccount, VersionConflict, ActionNotPossible, InvalidInput, InsufficientBalance,
    ReferenceInUse.
    """
    return execute_all(uow, context, name, (command,), expected_versions)


def execute_all(
    uow: UnitOfWork,
    context: Context,
    name: OrderName,
    commands: Iterable[CommandOrFactory],
    expected_versions: Collection[int] | None = None,
) -> Order:
    """The order after the commands, one after the other; raises like `execute`, with nothing stored."""
    if not context.principal.may(WRITE):
        raise DomainError(MissingScope(WRITE))
    order = uow.orders.get(context.principal, name)
    if expected_versions is not None and order.version not in expected_versions:
        raise DomainError(VersionConflict(order.version))
    for command in commands:
        order = _execute_on(uow, context, order, command)
    return order


def _execute_on(uow: UnitOfWork, context: Context, stored_order: Order, command: CommandOrFactory) -> Order:
    """The next version of the order, stored, with its ledger entry and its event."""
    order = codec.settle(context.codecs[stored_order.origin], stored_order)
    order_command = command(order) if callable(command) else command
    result = None if order_command is None else apply(order, order_command, engine_context(context))
    if order_command is None or result is None:
        return stored_order
    require_price_scope(context.principal, order_command, order, result.order)
    if result.order.reference != order.reference:
        require_unused_reference(uow, uow.accounts.get(order.account), result.order.reference)
    after = provision_nfc(uow, context.keys.seal, context.keys.unseal, result.order)
    uow.orders.replace(after)
    balance.charge_or_refund(uow, context, order, after)
    uow.record_event(order_event(context, after, result.kind, result.data))
    payment = payment_on_acceptance(order_command, after)
    return after if payment is None else _execute_on(uow, context, after, payment)


def engine_context(context: Context) -> EngineContext:
    """The engine's context: time, actor (the user, or else the credential) and a source of new GUIDs."""
    return EngineContext(context.at, context.principal.email or context.principal.credential, lambda: str(uuid.uuid4()))
