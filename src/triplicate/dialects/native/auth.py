"""Authentication of the native API (bearer tokens), and the order that a path parameter names."""

from triplicate.api.dialect import Security, bearer_token
from triplicate.app.orders.find import parse_name
from triplicate.app.ports import OrderName
from triplicate.core.failures import DomainError, OrderNotFound

SECURITY = Security(scheme={"type": "http", "scheme": "bearer"}, token=bearer_token)


def order_name(id: str) -> OrderName:
    """The order name in an id: a GUID, a 24-hex id or a running number. Raises DomainError(OrderNotFound)."""
    name = parse_name(id)
    if name is None:
        raise DomainError(OrderNotFound(id))
    return name
