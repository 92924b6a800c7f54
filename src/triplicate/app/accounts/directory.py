"""Directory of accounts and users: create, look up, validate names and addresses."""

import re
import uuid
from datetime import datetime

from triplicate.app.ports import UnitOfWork
from triplicate.app.records import Account, User
from triplicate.core import ids, money, times
from triplicate.core.failures import AccountNotFound, DomainError, invalid

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,253}")


def create_account(uow: UnitOfWork, account_id: str | None, name: str, currency: str, now: datetime) -> Account:
    """Creates an account under the given GUID or a new one; raises DomainError(InvalidInput)."""
    guid = ids.guid(account_id) if account_id is not None else str(uuid.uuid4())
    if guid is None:
        raise invalid("id", "must be a GUID")
    if uow.accounts.get(guid) is not None:
        raise invalid("id", f"account {guid} already exists")
    check_account_name(name)
    if not money.is_currency(currency):
        raise invalid("currency", "must be an ISO 4217 code such as EUR")
    account = Account(guid, name, currency, times.from_datetime(now))
    uow.accounts.add(account)
    return account


def create_user(uow: UnitOfWork, email: str, account_id: str, name: str, now: datetime) -> User:
    """Creates a user of an account; raises DomainError: AccountNotFound, InvalidInput."""
    check_email(email)
    check_single_line("name", name)
    if uow.accounts.user(email) is not None:
        raise invalid("email", f"user {email.lower()} already exists")
    user = User(email.lower(), get_account(uow, account_id).id, name, times.from_datetime(now))
    uow.accounts.add_user(user)
    return user


def check_account_name(name: str) -> None:
    """Raises DomainError(InvalidInput) unless the text can be an account's name."""
    if not name.strip():
        raise invalid("name", "must not be empty")
    check_single_line("name", name)


def check_email(email: str) -> None:
    """Raises DomainError(InvalidInput) unless the text is an e-mail address."""
    if not _EMAIL.fullmatch(email):
        raise invalid("email", "must be an e-mail address")
    check_single_line("email", email)


def check_single_line(field: str, text: str) -> None:
    """Raises DomainError(InvalidInput) for line breaks and control characters, which could corrupt a terminal."""
    if not text.isprintable():
        raise invalid(field, "must be one line of printable characters")


def get_account(uow: UnitOfWork, account_id: str) -> Account:
    """The account; raises DomainError(AccountNotFound)."""
    account = uow.accounts.get(account_id.lower())
    if account is None:
        raise DomainError(AccountNotFound(account_id))
    return account


def get_user(uow: UnitOfWork, email: str) -> User:
    """The user; raises DomainError(InvalidInput)."""
    user = uow.accounts.user(email)
    if user is None:
        raise invalid("user", f"no user {email} exists")
    return user
