"""How callers of the native API sign in, and which order a path means."""

from triplicate.app.find import reference
from triplicate.app.ports import Reference
from triplicate.core.failures import NoSuchOrder, Refused
from triplicate.http.op import Security, bearer

SECURITY = Security(scheme={"type": "http", "scheme": "bearer"}, token=bearer)


def named(id: str) -> Reference:
    """The order that any of its ids names: GUID, 24-hex id, or running number. Raises Refused(NoSuchOrder)."""
    found = reference(id)
    if found is None:
        raise Refused(NoSuchOrder(id))
    return found
