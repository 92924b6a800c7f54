"""Point reads shared by both readers: one order, credential, user, file, account, price list or stored response."""

from typing import Any

from triplicate.app.ports import OrderName, OrderVersion, StoredOrder
from triplicate.app.records import Account, Credential, File, PriceVersion, StoredResponse, User
from triplicate.core.access import Principal
from triplicate.store import schema
from triplicate.store.cursor import Row
from triplicate.store.readers.lookups import lookups, piece_lookup, require_order_of_piece, require_owned_row
from triplicate.store.repositories.accounts import account_from_row
from triplicate.store.repositories.price_lists import DEFAULT_LIST_ACCOUNT, price_version_from_row
from triplicate.store.statements import VERSION_STATEMENTS
from triplicate.store.stored_orders import stored_order


class PointReads:
    """Fast reads with one named statement each (`store.statements.ONE_ROW`)."""

    async def find(self, principal: Principal, name: OrderName) -> StoredOrder:
        """The stored order; raises DomainError: OrderNotFound, OrderOfAnotherAccount, Unavailable at the deadline."""
        return stored_order(await self._order_row(principal, name, {}))

    async def order_version(self, principal: Principal, name: OrderName) -> OrderVersion:
        """The version of the order that `find` would return; raises what `find` raises.

        The document is read only for a caller who is bound to no account.
        """
        return OrderVersion._make((await self._order_row(principal, name, VERSION_STATEMENTS))[:3])

    async def _order_row(self, principal: Principal, name: OrderName, instead: dict[str, str]) -> Row:
        """The row of an order, which begins with account, version and digest; `instead` replaces statements."""
        if name.kind != "number" and principal.account is not None:
            rows = await self._rows(instead.get(name.kind, name.kind), (name.value, principal.account))
            if rows:
                return rows[0]
            rows = await self._rows(f"{name.kind} everywhere", (name.value,))
            return require_owned_row(principal, name, rows)
        rows = []
        for lookup in lookups(principal, name):
            rows = await self._rows(instead.get(lookup.statement, lookup.statement), lookup.parameters)
            if rows:
                break
        return require_owned_row(principal, name, rows)

    async def order_of_piece(self, principal: Principal, piece_guid: str) -> StoredOrder:
        """The stored order of a piece; raises DomainError: PieceNotFound, InvalidInput when several orders have it."""
        rows = await self._rows(*piece_lookup(principal, piece_guid))
        return stored_order(require_order_of_piece(piece_guid, rows))

    async def credential(self, lookup: str) -> Credential | None:
        """The credential stored under a lookup key, or None."""
        rows = await self._rows("credential", (lookup,))
        return Credential(**dict(zip(Credential.__struct_fields__, rows[0], strict=True))) if rows else None

    async def user(self, email: str) -> User | None:
        """The user with this address, in any case of letters, or None."""
        rows = await self._rows("user", (email.lower(),))
        return User(*rows[0]) if rows else None

    async def file(self, id: str, account: str | None = None) -> File | None:
        """The account's file with this id, or that of any account (None); None if there is none or are several."""
        lookup = ("file everywhere", (id,)) if account is None else ("file", (id, account))
        rows = await self._rows(*lookup)
        return File(*rows[0]) if len(rows) == 1 else None

    async def file_usage(self, account: str) -> int:
        """How many bytes of files the account has."""
        rows = await self._rows("file usage", (account,))
        return int(rows[0][0]) if rows else 0

    async def account(self, id: str) -> tuple[Account, int] | None:
        """An account and its balance, or None."""
        rows = await self._rows("account", (id,))
        if not rows:
            return None
        *columns, balance = rows[0]
        return account_from_row(dict(zip(schema.accounts.c.keys(), columns, strict=True))), int(balance)

    async def prices(self, account: str | None) -> PriceVersion | None:
        """The newest price list of an account, or else the default list; None means the default list."""
        rows = await self._rows("prices", (account or DEFAULT_LIST_ACCOUNT,))
        return price_version_from_row(rows[0]) if rows else None

    async def stored_response(self, account: str, caller: str, key: str, now: str) -> StoredResponse | None:
        """The unexpired response under a caller's idempotency key, or None; `account` is `""` for no account."""
        rows = await self._rows("response", (account, caller, key, now))
        return StoredResponse(**dict(zip(StoredResponse.__struct_fields__, rows[0], strict=True))) if rows else None

    async def _rows(self, statement: str, parameters: tuple[Any, ...]) -> list[Row]:
        """The rows of a named statement; raises DomainError(Unavailable) at the deadline."""
        raise NotImplementedError
