"""Validates a draft: accepts it for production, and takes its payment from the account's balance."""

from triplicate.app.accounts.balance import PAY_FROM_BALANCE
from triplicate.app.context import Context
from triplicate.app.orders.execute import execute_all
from triplicate.app.ports import OrderName, UnitOfWork
from triplicate.core import lifecycle
from triplicate.core.engine.commands import Accept, Command
from triplicate.core.failures import ActionNotPossible, DomainError
from triplicate.core.lifecycle import Action, Obstacle, Step
from triplicate.core.order import totals
from triplicate.core.order.order import Order

_ACTION = "validate"


def validate_draft(uow: UnitOfWork, context: Context, name: OrderName) -> Order:
    """The order, accepted and paid.

    Raises DomainError, with nothing stored: MissingScope, OrderNotFound, OrderOfAnotherAccount, InsufficientBalance;
    ActionNotPossible for anything but a draft whose total is known.
    """
    return execute_all(uow, context, name, (_accept, _pay))


def _accept(order: Order) -> Accept:
    is_placed = lifecycle.at_least(order.step or Step.CREATED, Step.CREATED)
    obstacle = lifecycle.obstacle(Action.ACCEPT, order.step, order.hold is not None, order.ending is not None)
    if is_placed or obstacle is not None:
        raise DomainError(ActionNotPossible(_ACTION, obstacle or Obstacle.TOO_LATE))
    if totals.total(order) is None:
        raise DomainError(ActionNotPossible(_ACTION, Obstacle.TOTAL_UNKNOWN))
    return Accept()


def _pay(order: Order) -> Command | None:
    return PAY_FROM_BALANCE if totals.receivable(order) else None
