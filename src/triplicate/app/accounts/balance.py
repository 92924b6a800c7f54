"""Prepaid balance of an account, kept as an append-only ledger.

An order's ledger entries follow from the order itself. A payment by the method `balance` is a debit. A refund is
credited to the balance up to the amount that the order took from it; any remainder was refunded some other way.
"""

from triplicate.app.accounts import directory
from triplicate.app.context import Context
from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account, LedgerEntry, MovementKind
from triplicate.core import money
from triplicate.core.access import ADMIN
from triplicate.core.engine.commands import Pay
from triplicate.core.failures import AccountNotFound, DomainError, InsufficientBalance, MissingScope, invalid
from triplicate.core.order.order import Order

BALANCE = "balance"
PAY_FROM_BALANCE = Pay(method=BALANCE)
_MAX_AMOUNT = 2**53 - 1
_MAX_TEXT_LENGTH = 1000


def charge_or_refund(
    uow: UnitOfWork, context: Context, before: Order | None, after: Order, account: Account | None = None
) -> None:
    """Appends the debit or refund between two versions of an order (None: it did not exist), if there is one.

    `account` is that of the order, if it was read under its lock in this transaction. Raises DomainError:
    InsufficientBalance; InvalidInput when the order is in another currency than its account.
    """
    payment, refund = _balance_payments(after) - _balance_payments(before), _refunds(after) - _refunds(before)
    if not payment and not refund:
        return
    balance = uow.ledger.balance(after.account)  # locks the account, so that it cannot change before the commit
    account = account or directory.get_account(uow, after.account)
    if payment and account.currency != after.currency:
        raise invalid("$.method", f"the balance is in {account.currency} but the order is in {after.currency}")
    refundable = payment - (0 if before is None else uow.ledger.order_sum(after.account, after.guid))
    amount = min(refund, refundable) - payment
    if amount < 0:
        _require_funds(account, balance, -amount)
    if amount:
        _append(uow, context, account, "debit" if amount < 0 else "refund", amount, after.reference, after.guid)


def top_up(
    uow: UnitOfWork, context: Context, account_id: str, amount: int, reference: str | None = None
) -> LedgerEntry:
    """Credits money paid in, in minor units.

    Raises DomainError: MissingScope, AccountNotFound; InvalidInput for less than the account's minimum top-up.
    """
    account = _account_for_operator(uow, context, account_id)
    minimum = max(1, account.profile.minimal_credit)
    if amount < minimum:
        raise invalid("amount", f"must be at least {money.format_amount(minimum, account.currency)}")
    return _append_manual_entry(uow, context, account, "top-up", amount, reference)


def correct(uow: UnitOfWork, context: Context, account_id: str, amount: int, reason: str) -> LedgerEntry:
    """Corrects the balance by a signed amount in minor units. Raises DomainError: MissingScope, AccountNotFound;
    InvalidInput without a reason."""
    account = _account_for_operator(uow, context, account_id)
    if not amount:
        raise invalid("amount", "must not be 0")
    if not reason.strip():
        raise invalid("reason", "must not be empty")
    return _append_manual_entry(uow, context, account, "correction", amount, reason)


def _balance_payments(order: Order | None) -> int:
    return 0 if order is None else sum(one.amount for one in order.payments if one.method == BALANCE)


def _refunds(order: Order | None) -> int:
    return 0 if order is None else sum(refund.amount for refund in order.refunds)


def _require_funds(account: Account, balance: int, amount: int) -> None:
    available = balance - account.profile.minimal_balance
    if amount > available:
        raise DomainError(InsufficientBalance(max(0, available), amount, account.currency))


def _account_for_operator(uow: UnitOfWork, context: Context, account_id: str) -> Account:
    if not context.principal.may(ADMIN):
        raise DomainError(MissingScope(ADMIN))
    account = directory.get_account(uow, account_id)
    if not context.principal.owns(account.id):
        raise DomainError(AccountNotFound(account_id))
    return account


def _append_manual_entry(
    uow: UnitOfWork, context: Context, account: Account, kind: MovementKind, amount: int, reference: str | None
) -> LedgerEntry:
    if reference is not None:
        directory.check_single_line("reference", reference)
        if len(reference) > _MAX_TEXT_LENGTH:
            raise invalid("reference", f"must be at most {_MAX_TEXT_LENGTH} characters long")
    if not -_MAX_AMOUNT <= uow.ledger.balance(account.id) + amount <= _MAX_AMOUNT:
        raise invalid("amount", f"must keep the balance between -{_MAX_AMOUNT} and {_MAX_AMOUNT}")
    return _append(uow, context, account, kind, amount, reference)


def _append(
    uow: UnitOfWork,
    context: Context,
    account: Account,
    kind: MovementKind,
    amount: int,
    reference: str | None,
    order: str | None = None,
) -> LedgerEntry:
    return uow.ledger.append(
        LedgerEntry(
            account=account.id,
            number=0,
            at=context.at,
            kind=kind,
            amount=amount,
            balance=0,
            order=order,
            reference=reference,
            actor=context.actor,
            request=context.request_id,
        )
    )
