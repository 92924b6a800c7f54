"""Documents of orders that the tests know as numbers, in any dialect."""

from copy import deepcopy
from typing import Any

from tests.conformance.protocol import Document
from tests.conformance.registry import CONFORMANCES
from triplicate.app.ports import OrderName


def complete(dialect: str, number: int, **members: Any) -> Document:
    """The complete document of a dialect as a numbered order's."""
    conformance = CONFORMANCES[dialect]
    return deepcopy({**conformance.complete, **conformance.identity(number), **members})


def least(dialect: str, number: int, **members: Any) -> Document:
    """The least document of a dialect as a numbered order's."""
    conformance = CONFORMANCES[dialect]
    return {**conformance.least, **conformance.identity(number), **members}


def order_name(dialect: str, document: Document) -> OrderName:
    """The name by which an order is found of which this is a document."""
    return OrderName(CONFORMANCES[dialect].id_kind, document["id"])
