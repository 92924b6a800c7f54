"""Accounts and users, as rows."""

from sqlalchemy import Connection, bindparam, insert, select

from triplicate.app.ports import Account, User
from triplicate.store import schema

_LOCK = select(schema.accounts.c.id).where(schema.accounts.c.id == bindparam("value")).with_for_update(key_share=True)


class SqlAccounts:
    """Accounts and their users, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: Account) -> None:
        """Stores a new account, and where its running numbers start."""
        values = {
            "id": account.id,
            "name": account.name,
            "currency": account.currency,
            "created_at": account.created_at,
        }
        self._connection.execute(insert(schema.accounts), values)
        starts = [{"account": account.id, "kind": kind, "next": 1} for kind in ("order", "line")]
        self._connection.execute(insert(schema.counters), starts)

    def get(self, id: str) -> Account | None:
        """The account, or None."""
        row = self._connection.execute(select(schema.accounts).where(schema.accounts.c.id == id)).first()
        return Account(**row._mapping) if row else None

    def lock(self, id: str) -> None:
        """Keeps everybody else who locks this account waiting until the transaction ends."""
        self._connection.execute(_LOCK, {"value": id})

    def all(self) -> list[Account]:
        """Every account, oldest first."""
        rows = self._connection.execute(select(schema.accounts).order_by("created_at", "id"))
        return [Account(**row._mapping) for row in rows]

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
