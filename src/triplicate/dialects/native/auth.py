"""Authentication of the native API (bearer tokens), and the order that a path parameter names."""

from triplicate.api.operation import Security, bearer_token
from triplicate.app.orders.find import parse_name
from triplicate.app.ports import OrderName
from triplicate.core.failures import DomainError, OrderNotFound

SECURITY = Security(scheme={"type": "http", "scheme": "bearer"}, token=bearer_token)


def order_name(id: str) -> OrderName:
    """The order that any of its ids names: GUID, 24-hex id, or running number. Raises DomainError(OrderNotFound)."""
    name = parse_name(id)
    if name is None:
        raise DomainError(OrderNotFound(id))
    return name
