"""Repository of accounts and users."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, select, update

from triplicate.app.records import Account, Profile, User
from triplicate.store import schema
from triplicate.store.cursor import Cursor, insert_statement
from triplicate.store.repositories.numbers import SqlNumbers
from triplicate.store.session import Session

_accounts, _users = schema.accounts.c, schema.users.c
_INSERT = insert_statement(schema.accounts)
_SELECT = select(schema.accounts).where(_accounts.id == bindparam("value"))
_SELECT_ALL = select(schema.accounts).order_by(_accounts.created_at, _accounts.id)
_UPDATE = (
    update(schema.accounts)
    .where(_accounts.id == bindparam("value"))
    .values({name: bindparam(name) for name in ("name", "profile", "updated_at")})
)
_INSERT_USER = insert_statement(schema.users)
_SELECT_USER = select(schema.users).where(_users.email == bindparam("value"))
_ALL_USERS = select(schema.users).order_by(_users.email)
_USERS_OF_ACCOUNT = _ALL_USERS.where(_users.account == bindparam("account"))
_PROFILE_DECODER = msgspec.json.Decoder(Profile)


class SqlAccounts:
    """Accounts and their users, in one transaction."""

    def __init__(self, cursor: Cursor, session: Session, numbers: SqlNumbers) -> None:
        self._cursor = cursor
        self._session = session
        self._numbers = numbers

    def add(self, account: Account) -> None:
        """Stores a new account and its counters of running numbers."""
        values = {"id": account.id, "currency": account.currency, "created_at": account.created_at}
        self._cursor.execute(_INSERT, values | _updatable_columns(account))
        self._numbers.create(account.id)

    def get(self, id: str) -> Account | None:
        """The account, or None. It is read once while it is locked, since it is only changed behind the same lock."""
        if id in self._session.accounts:
            return self._session.accounts[id]
        rows = self._cursor.mappings(_SELECT, {"value": id})
        account = account_from_row(rows[0]) if rows else None
        if account is not None and id in self._session.locked_accounts:
            self._session.accounts[id] = account
        return account

    def replace(self, account: Account) -> None:
        """Updates an account's name, profile and time of change; locks it."""
        self.lock(account.id)
        self._session.accounts.pop(account.id, None)
        self._cursor.execute(_UPDATE, {"value": account.id, **_updatable_columns(account)})

    def lock(self, id: str) -> None:
        """Takes an exclusive lock on the account's counters, and so on the account, until the transaction ends."""
        self._numbers.lock(id)

    def all(self) -> list[Account]:
        """Every account, oldest first."""
        return [account_from_row(row) for row in self._cursor.mappings(_SELECT_ALL, {})]

    def add_user(self, user: User) -> None:
        """Stores a new user."""
        self._cursor.execute(_INSERT_USER, msgspec.structs.asdict(user))

    def user(self, email: str) -> User | None:
        """The user with this address, in any case of letters, or None."""
        rows = self._cursor.mappings(_SELECT_USER, {"value": email.lower()})
        return User(**rows[0]) if rows else None

    def users(self, account: str | None) -> list[User]:
        """The users of an account, or all, by address."""
        statement = _ALL_USERS if account is None else _USERS_OF_ACCOUNT
        return [User(**row) for row in self._cursor.mappings(statement, {"account": account})]


def account_from_row(row: dict[str, Any]) -> Account:
    """The account of a row, given as columns by name."""
    return Account(**{**row, "profile": _PROFILE_DECODER.decode(row["profile"])})


def _updatable_columns(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "profile": msgspec.json.encode(account.profile),
        "updated_at": account.updated_at or account.created_at,
    }
