"""Finding: one order under any of its names, for somebody who may see it."""

from triplicate.app.ports import Reader, Reference, Stored
from triplicate.core import ids
from triplicate.core.access import READ, Principal
from triplicate.core.failures import MissingScope, Refused


def reference(text: str) -> Reference | None:
    """The name that `text` is by its form: a GUID, a 24-hex id or a running number; None when it is none of them."""
    if guid := ids.guid(text):
        return Reference("guid", guid)
    if oid := ids.oid(text):
        return Reference("oid", oid)
    number = ids.number(text)
    return None if number is None else Reference("number", number)


async def find(reader: Reader, principal: Principal, name: Reference) -> Stored:
    """The order as stored; raises Refused: MissingScope, NoSuchOrder, NotYourOrder, Unavailable."""
    if not principal.may(READ):
        raise Refused(MissingScope(READ))
    return await reader.find(principal, name)
