"""Finds one order by GUID, 24-hex id or number, for a caller who may read it."""

from collections.abc import Awaitable

from triplicate.app.ports import OrderName, OrderVersion, Reader, StoredOrder
from triplicate.core import ids
from triplicate.core.access import READ, Principal
from triplicate.core.failures import DomainError, MissingScope


def parse_name(text: str) -> OrderName | None:
    """Parses the name of an order: a GUID, a 24-hex id or a running number; None for anything else."""
    if guid := ids.guid(text):
        return OrderName("guid", guid)
    if oid := ids.oid(text):
        return OrderName("oid", oid)
    number = ids.number(text)
    return None if number is None else OrderName("number", number)


def find_version(reader: Reader, principal: Principal, name: OrderName) -> Awaitable[OrderVersion]:
    """The version of the order that `find` would return, which costs less; raises what `find` raises."""
    if not principal.may(READ):
        raise DomainError(MissingScope(READ))
    return reader.order_version(principal, name)


async def find(reader: Reader, principal: Principal, name: OrderName) -> StoredOrder:
    """The stored order; raises DomainError: MissingScope, OrderNotFound, OrderOfAnotherAccount, Unavailable."""
    if not principal.may(READ):
        raise DomainError(MissingScope(READ))
    return await reader.find(principal, name)
