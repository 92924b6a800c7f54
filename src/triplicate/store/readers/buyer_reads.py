"""Reads of companies and customers, shared by both readers: one of them, and keyset pages."""

from typing import TypeVar

from triplicate.app.ports import BuyerTable, StoredBuyer
from triplicate.core.access import Principal
from triplicate.store.repositories.buyers import BUYER, BUYER_PAGE, buyer_id_kind, stored_buyer
from triplicate.store.search.steps import Query, QuerySteps

T = TypeVar("T")


class BuyerReads:
    """Companies and customers that the caller may see."""

    async def buyer(self, principal: Principal, table: BuyerTable, account: str, id: str) -> StoredBuyer | None:
        """The account's company or customer with this GUID or 24-hex id; None if there is none the caller may see."""
        id_kind = buyer_id_kind(id)
        if id_kind is None or not principal.owns(account):
            return None
        return await self._run(_one(table, id_kind, account, id.lower()), False)

    async def buyers(
        self, principal: Principal, table: BuyerTable, account: str, after: str, limit: int
    ) -> list[StoredBuyer]:
        """At most `limit` of the account's companies or customers with 24-hex ids above `after`, in their order."""
        return await self._run(_page(table, account, after, limit), False) if principal.owns(account) else []

    async def _run(self, steps: QuerySteps[T], is_slow: bool) -> T:
        """Runs query steps; raises DomainError(Unavailable) at the deadline."""
        raise NotImplementedError


def _one(table: BuyerTable, id_kind: str, account: str, id: str) -> QuerySteps[StoredBuyer | None]:
    rows = yield Query(BUYER[table][id_kind], {"value": id, "account": account})
    return stored_buyer(table, rows[0]) if rows else None


def _page(table: BuyerTable, account: str, after: str, limit: int) -> QuerySteps[list[StoredBuyer]]:
    rows = yield Query(BUYER_PAGE[table], {"account": account, "after": after, "page_size": limit})
    return [stored_buyer(table, row) for row in rows]
