"""Repository of accounts and users."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, insert, select, update

from triplicate.app.records import Account, Profile, User
from triplicate.store import schema
from triplicate.store.cursor import Cursor
from triplicate.store.session import Session

COUNTER_KINDS = ("order", "line", "record")
"""The kinds of running numbers that each account has."""

_LOCK_ACCOUNT = (
    select(schema.accounts.c.id).where(schema.accounts.c.id == bindparam("value")).with_for_update(key_share=True)
)
_SELECT_ACCOUNT = select(schema.accounts).where(schema.accounts.c.id == bindparam("value"))
_PROFILE_DECODER = msgspec.json.Decoder(Profile)


class SqlAccounts:
    """Accounts and their users, in one transaction."""

    def __init__(self, cursor: Cursor, session: Session) -> None:
        self._cursor = cursor
        self._connection = cursor.connection
        self._session = session

    def add(self, account: Account) -> None:
        """Stores a new account and its counters of running numbers."""
        values = {"id": account.id, "currency": account.currency, "created_at": account.created_at}
        self._connection.execute(insert(schema.accounts), values | _updatable_columns(account))
        counters = [{"account": account.id, "kind": kind, "next": 1} for kind in COUNTER_KINDS]
        self._connection.execute(insert(schema.counters), counters)

    def get(self, id: str) -> Account | None:
        """The account, or None."""
        rows = self._cursor.rows(_SELECT_ACCOUNT, {"value": id})
        return account_from_row(dict(zip(schema.accounts.c.keys(), rows[0], strict=True))) if rows else None

    def replace(self, account: Account) -> None:
        """Updates an account's name, profile and time of change."""
        query = update(schema.accounts).where(schema.accounts.c.id == account.id)
        self._connection.execute(query.values(_updatable_columns(account)))

    def lock(self, id: str) -> None:
        """Takes an exclusive lock on the account until the transaction ends."""
        if id not in self._session.locked_accounts:
            self._cursor.rows(_LOCK_ACCOUNT, {"value": id})
            self._session.locked_accounts.add(id)

    def all(self) -> list[Account]:
        """Every account, oldest first."""
        rows = self._connection.execute(select(schema.accounts).order_by("created_at", "id"))
        return [account_from_row(row._mapping) for row in rows]

    def add_user(self, user: User) -> None:
        """Stores a new user."""
        values = {"email": user.email, "account": user.account, "name": user.name, "created_at": user.created_at}
        self._connection.execute(insert(schema.users), values)

    def user(self, email: str) -> User | None:
        """The user with this address, in any case of letters, or None."""
        row = self._connection.execute(select(schema.users).where(schema.users.c.email == email.lower())).first()
        return User(**row._mapping) if row else None

    def users(self, account: str | None) -> list[User]:
        """The users of an account, or all, by address."""
        query = select(schema.users).order_by("email")
        if account is not None:
            query = query.where(schema.users.c.account == account)
        return [User(**row._mapping) for row in self._connection.execute(query)]


def account_from_row(row: Any) -> Account:
    """The account of a row, given as columns by name."""
    return Account(**{**row, "profile": _PROFILE_DECODER.decode(row["profile"])})


def _updatable_columns(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "profile": msgspec.json.encode(account.profile),
        "updated_at": account.updated_at or account.created_at,
    }
