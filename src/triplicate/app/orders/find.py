"""Finds one order by GUID, 24-hex id or number, for a caller who may read it."""

from triplicate.app.ports import Reader, Reference, Stored
from triplicate.core import ids
from triplicate.core.access import READ, Principal
from triplicate.core.failures import MissingScope, Refused


def reference(text: str) -> Reference | None:
    """Parses the name of an order: a GUID, a 24-hex id or a running number; None for anything else."""
    if guid := ids.guid(text):
        return Reference("guid", guid)
    if oid := ids.oid(text):
        return Reference("oid", oid)
    number = ids.number(text)
    return None if number is None else Reference("number", number)


async def find(reader: Reader, principal: Principal, name: Reference) -> Stored:
    """The stored order; raises DomainError: MissingScope, OrderNotFound, OrderOfAnotherAccount, Unavailable."""
    if not principal.may(READ):
        raise Refused(MissingScope(READ))
    return await reader.find(principal, name)
