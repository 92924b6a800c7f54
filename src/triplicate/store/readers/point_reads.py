"""Point reads shared by both readers: one order, credential, user, file, account or price list."""

from typing import Any

from triplicate.app.ports import Reference, Stored
from triplicate.app.records import Account, Credential, File, PriceVersion, User
from triplicate.core.access import Principal
from triplicate.store import schema
from triplicate.store.cursor import Row
from triplicate.store.readers.lookups import lookups, owned
from triplicate.store.repositories.accounts import account_of
from triplicate.store.repositories.price_lists import HOUSE, price_version


class Singles:
    """Fast reads with one named statement each (`store.statements.ONE_ROW`)."""

    async def find(self, principal: Principal, reference: Reference) -> Stored:
        """The stored order; raises DomainError: OrderNotFound, OrderOfAnotherAccount, Unavailable at the deadline."""
        if reference.kind != "number":
            return owned(principal, reference, await self._rows(reference.kind, (reference.value,)))
        rows: list[Row] = []
        for lookup in lookups(principal, reference):
            rows = await self._rows(lookup.statement, lookup.parameters)
            if rows:
                break
        return owned(principal, reference, rows)

    async def credential(self, lookup: str) -> Credential | None:
        """The credential stored under a lookup key, or None."""
        rows = await self._rows("credential", (lookup,))
        return Credential(**dict(zip(Credential.__struct_fields__, rows[0], strict=True))) if rows else None

    async def user(self, email: str) -> User | None:
        """The user with this address, in any case of letters, or None."""
        rows = await self._rows("user", (email.lower(),))
        return User(*rows[0]) if rows else None

    async def file(self, id: str) -> File | None:
        """The stored file's row, or None."""
        rows = await self._rows("file", (id,))
        return File(*rows[0]) if rows else None

    async def account(self, id: str) -> tuple[Account, int] | None:
        """An account and its balance, or None."""
        rows = await self._rows("account", (id,))
        if not rows:
            return None
        *columns, balance = rows[0]
        return account_of(dict(zip(schema.accounts.c.keys(), columns, strict=True))), int(balance)

    async def prices(self, account: str | None) -> PriceVersion | None:
        """The newest price list of an account, or else the default list; None means the default list."""
        rows = await self._rows("prices", (account or HOUSE,))
        return price_version(rows[0]) if rows else None

    async def _rows(self, statement: str, parameters: tuple[Any, ...]) -> list[Row]:
        """The rows of a named statement; raises DomainError(Unavailable) at the deadline."""
        raise NotImplementedError
