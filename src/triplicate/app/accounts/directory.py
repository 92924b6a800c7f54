"""Directory of accounts and users: create, look up, validate names and addresses."""

import re
import uuid
from datetime import datetime

from triplicate.app.ports import Unit
from triplicate.app.records import Account, User
from triplicate.core import ids, money, times
from triplicate.core.failures import NoSuchAccount, Refused, invalid

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,253}")


def create_account(unit: Unit, id: str | None, name: str, currency: str, now: datetime) -> Account:
    """Creates an account under the given GUID or a new one; raises DomainError(InvalidInput)."""
    guid = ids.guid(id) if id is not None else str(uuid.uuid4())
    if guid is None:
        raise invalid("id", "must be a GUID")
    if unit.accounts.get(guid) is not None:
        raise invalid("id", f"account {guid} already exists")
    named(name)
    if not money.is_currency(currency):
        raise invalid("currency", "must be an ISO 4217 code such as EUR")
    made = Account(guid, name, currency, times.of(now))
    unit.accounts.add(made)
    return made


def create_user(unit: Unit, email: str, account_id: str, name: str, now: datetime) -> User:
    """Creates a user of an account; raises DomainError: AccountNotFound, InvalidInput."""
    reachable(email)
    on_one_line("name", name)
    if unit.accounts.user(email) is not None:
        raise invalid("email", f"user {email.lower()} already exists")
    made = User(email.lower(), account(unit, account_id).id, name, times.of(now))
    unit.accounts.add_user(made)
    return made


def named(name: str) -> None:
    """Raises DomainError(InvalidInput) unless the text can be an account's name."""
    if not name.strip():
        raise invalid("name", "must not be empty")
    on_one_line("name", name)


def reachable(email: str) -> None:
    """Raises DomainError(InvalidInput) unless the text is an e-mail address."""
    if not _EMAIL.fullmatch(email):
        raise invalid("email", "must be an e-mail address")
    on_one_line("email", email)


def on_one_line(what: str, text: str) -> None:
    """Raises DomainError(InvalidInput) for line breaks and control characters, which could corrupt a terminal."""
    if not text.isprintable():
        raise invalid(what, "must be one line of printable characters")


def account(unit: Unit, id: str) -> Account:
    """The account; raises DomainError(AccountNotFound)."""
    found = unit.accounts.get(id.lower())
    if found is None:
        raise Refused(NoSuchAccount(id))
    return found


def user(unit: Unit, email: str) -> User:
    """The user; raises DomainError(InvalidInput)."""
    found = unit.accounts.user(email)
    if found is None:
        raise invalid("user", f"no user {email} exists")
    return found
