"""Prepaid balance of an account, kept as an append-only ledger.

An order's ledger entries follow from the order itself. A payment by the method `balance` is a debit. A refund is
credited to the balance up to the amount that the order took from it; any remainder was refunded some other way.
"""

from triplicate.app.accounts import directory
from triplicate.app.context import Acting
from triplicate.app.ports import Unit
from triplicate.app.records import Account, Entry, Movement
from triplicate.core import money
from triplicate.core.access import ADMIN
from triplicate.core.failures import BalanceTooLow, MissingScope, NoSuchAccount, Refused, invalid
from triplicate.core.order.order import Order

BALANCE = "balance"
_MOST = 2**53 - 1
_LONGEST = 1000


def follow(unit: Unit, acting: Acting, before: Order | None, after: Order) -> None:
    """Appends the debit or refund between two versions of an order (None: it did not exist), if there is one.

    Raises DomainError: InsufficientBalance; InvalidInput when the order is in another currency than its account.
    """
    spent, given_back = _paid(after) - _paid(before), _given_back(after) - _given_back(before)
    if not spent and not given_back:
        return
    balance = unit.ledger.balance(after.account)  # locks the account, so that it cannot change before the commit
    account = unit.accounts.get(after.account)
    if account is None:
        raise Refused(NoSuchAccount(after.account))
    if spent and account.currency != after.currency:
        raise invalid("$.method", f"the balance is in {account.currency} but the order is in {after.currency}")
    held = spent - (0 if before is None else unit.ledger.of_order(after.guid))
    amount = min(given_back, held) - spent
    if amount < 0:
        _check(account, balance, -amount)
    if amount:
        _append(unit, acting, account, "debit" if amount < 0 else "refund", amount, after.reference, after.guid)


def top_up(unit: Unit, acting: Acting, account: str, amount: int, reference: str | None = None) -> Entry:
    """Credits money paid in, in minor units.

    Raises DomainError: MissingScope, AccountNotFound; InvalidInput for less than the account's minimum top-up.
    """
    found = _for_operator(unit, acting, account)
    least = max(1, found.profile.minimal_credit)
    if amount < least:
        raise invalid("amount", f"must be at least {money.written(least, found.currency)}")
    return _by_hand(unit, acting, found, "top-up", amount, reference)


def correct(unit: Unit, acting: Acting, account: str, amount: int, reason: str) -> Entry:
    """Corrects the balance by a signed amount in minor units. Raises DomainError: MissingScope, AccountNotFound;
    InvalidInput without a reason."""
    found = _for_operator(unit, acting, account)
    if not amount:
        raise invalid("amount", "must not be 0")
    if not reason.strip():
        raise invalid("reason", "must not be empty")
    return _by_hand(unit, acting, found, "correction", amount, reason)


def _paid(order: Order | None) -> int:
    return 0 if order is None else sum(one.amount for one in order.payments if one.method == BALANCE)


def _given_back(order: Order | None) -> int:
    return 0 if order is None else sum(refund.amount for refund in order.refunds)


def _check(account: Account, balance: int, needed: int) -> None:
    available = balance - account.profile.minimal_balance
    if needed > available:
        raise Refused(BalanceTooLow(max(0, available), needed, account.currency))


def _for_operator(unit: Unit, acting: Acting, account: str) -> Account:
    if not acting.principal.may(ADMIN):
        raise Refused(MissingScope(ADMIN))
    found = directory.account(unit, account)
    if not acting.principal.owns(found.id):
        raise Refused(NoSuchAccount(account))
    return found


def _by_hand(unit: Unit, acting: Acting, account: Account, kind: Movement, amount: int, why: str | None) -> Entry:
    if why is not None:
        directory.on_one_line("reference", why)
        if len(why) > _LONGEST:
            raise invalid("reference", f"must be at most {_LONGEST} characters long")
    if not -_MOST <= unit.ledger.balance(account.id) + amount <= _MOST:
        raise invalid("amount", f"must keep the balance between -{_MOST} and {_MOST}")
    return _append(unit, acting, account, kind, amount, why)


def _append(
    unit: Unit,
    acting: Acting,
    account: Account,
    kind: Movement,
    amount: int,
    reference: str | None,
    order: str | None = None,
) -> Entry:
    return unit.ledger.append(
        Entry(
            account=account.id,
            number=0,
            at=acting.at,
            kind=kind,
            amount=amount,
            balance=0,
            order=order,
            reference=reference,
            actor=acting.by,
            request=acting.request,
        )
    )
