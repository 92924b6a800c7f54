"""How callers of the native API sign in, and which order a path means."""

from triplicate.api.operation import Security, bearer
from triplicate.app.orders.find import reference
from triplicate.app.ports import Reference
from triplicate.core.failures import NoSuchOrder, Refused

SECURITY = Security(scheme={"type": "http", "scheme": "bearer"}, token=bearer)


def named(id: str) -> Reference:
    """The order that any of its ids names: GUID, 24-hex id, or running number. Raises Refused(NoSuchOrder)."""
    found = reference(id)
    if found is None:
        raise Refused(NoSuchOrder(id))
    return found
