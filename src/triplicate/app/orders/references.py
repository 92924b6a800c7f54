"""One order per reference: of accounts that require it, no two orders have the same reference."""

from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account
from triplicate.core.failures import DomainError, ReferenceInUse


def order_with_reference(uow: UnitOfWork, account: Account | None, reference: str | None) -> str | None:
    """The GUID of the order that has this reference, if the account requires unique references; locks the account."""
    if not reference or account is None or not account.profile.one_order_per_reference:
        return None
    return uow.orders.find_by_reference(account.id, reference)


def require_unused_reference(uow: UnitOfWork, account: Account | None, reference: str | None) -> None:
    """Raises DomainError(ReferenceInUse) if the account requires unique references and has an order with this one."""
    existing = order_with_reference(uow, account, reference)
    if existing is not None:
        raise DomainError(ReferenceInUse(reference or "", existing))
