"""The quota: how many bytes of files an account may have, its own number or else the installation's."""

from triplicate.app.ports import Reader, UnitOfWork
from triplicate.app.records import Account
from triplicate.core.failures import AccountNotFound, DomainError, InsufficientStorage


async def require_space(reader: Reader, account_id: str, size: int, default: int) -> None:
    """Refuses early what cannot be added. Raises DomainError: InsufficientStorage, AccountNotFound."""
    stored = await reader.account(account_id)
    if stored is None:
        raise DomainError(AccountNotFound(account_id))
    _require(stored[0], await reader.file_usage(account_id), size, default)


async def quota(reader: Reader, account_id: str, default: int) -> int:
    """How many bytes the account may have, whatever it has. Raises DomainError(AccountNotFound)."""
    stored = await reader.account(account_id)
    if stored is None:
        raise DomainError(AccountNotFound(account_id))
    return _quota(stored[0], default)


def require_space_in_transaction(uow: UnitOfWork, account: Account, size: int, default: int) -> None:
    """Raises DomainError(InsufficientStorage) if the account has no room for `size` bytes more, and locks it."""
    _require(account, uow.files.usage(account.id), size, default)


def _require(account: Account, usage: int, size: int, default: int) -> None:
    quota = _quota(account, default)
    if usage + size > quota:
        raise DomainError(InsufficientStorage(quota, max(0, quota - usage), size))


def _quota(account: Account, default: int) -> int:
    return default if account.profile.file_quota is None else account.profile.file_quota
