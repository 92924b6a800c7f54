"""Finds and lists companies and customers, for a caller who may read orders."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from triplicate.app.ports import BuyerTable, Reader
from triplicate.core import ids
from triplicate.core.access import READ, Principal
from triplicate.core.aggregate import Aggregate
from triplicate.core.company import company, customer
from triplicate.core.company.company import Company
from triplicate.core.company.customer import Customer
from triplicate.core.failures import DomainError, MissingScope, invalid

A = TypeVar("A", bound=Aggregate)


class Page(NamedTuple, Generic[A]):
    """A page in the order of 24-hex ids, and the id after which the next one starts (None: this is the last)."""

    items: list[A]
    next: str | None


async def find_company(reader: Reader, principal: Principal, account: str, id: str) -> Company | None:
    """A company by its GUID or 24-hex id; None if there is none to see. Raises DomainError(MissingScope)."""
    return await _find(reader, principal, "companies", company.decode, account, id)


async def find_customer(reader: Reader, principal: Principal, account: str, id: str) -> Customer | None:
    """A customer by its GUID or 24-hex id; None if there is none to see. Raises DomainError(MissingScope)."""
    return await _find(reader, principal, "customers", customer.decode, account, id)


async def list_companies(
    reader: Reader, principal: Principal, account: str, after: str | None = None, limit: int = 20
) -> Page[Company]:
    """A page of an account's companies. Raises DomainError: MissingScope; InvalidInput if `after` is no 24-hex id."""
    return await _list(reader, principal, "companies", company.decode, account, after, limit)


async def list_customers(
    reader: Reader, principal: Principal, account: str, after: str | None = None, limit: int = 20
) -> Page[Customer]:
    """A page of an account's customers. Raises DomainError: MissingScope; InvalidInput if `after` is no 24-hex id."""
    return await _list(reader, principal, "customers", customer.decode, account, after, limit)


async def _find(
    reader: Reader, principal: Principal, table: BuyerTable, decode: Callable[[bytes], A], account: str, id: str
) -> A | None:
    _require_read(principal)
    stored = await reader.buyer(principal, table, account, id)
    return None if stored is None else decode(stored.document)


async def _list(
    reader: Reader,
    principal: Principal,
    table: BuyerTable,
    decode: Callable[[bytes], A],
    account: str,
    after: str | None,
    limit: int,
) -> Page[A]:
    """One more than `limit` is read, to know whether a page follows."""
    _require_read(principal)
    if after is not None and ids.oid(after) is None:
        raise invalid("after", "must be the `next` of an earlier page")
    stored = await reader.buyers(principal, table, account, after or "", limit + 1)
    items = [decode(one.document) for one in stored[:limit]]
    return Page(items, stored[limit - 1].oid if len(stored) > limit else None)


def _require_read(principal: Principal) -> None:
    if not principal.may(READ):
        raise DomainError(MissingScope(READ))
