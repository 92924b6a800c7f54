"""Upcasting: stored documents carry the number of their shape, and older ones are brought to the newest when read.

A change of a stored type that old documents do not fit raises its shape by one and adds the pure function that makes
the new shape out of the one before. Documents are not rewritten in the database until they change.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

Step = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes a document of the next shape out of one of its own shape, both as plain JSON values."""


class UnknownShape(ValueError):
    """A stored document has a shape that this program does not know: a later version has written it."""


class DocumentShapes(NamedTuple):
    """The shapes of one kind of stored document: the newest, and the step from each earlier one to the next."""

    newest: int
    steps: Mapping[int, Step]

    def upcast(self, document: bytes, shape: int) -> bytes:
        """The document in the newest shape; raises UnknownShape."""
        if shape == self.newest:
            return document
        if not all(number in self.steps for number in range(shape, self.newest)) or shape > self.newest:
            raise UnknownShape(f"a stored document has the shape {shape}; the newest known is {self.newest}")
        value: dict[str, Any] = msgspec.json.decode(document)
        for number in range(shape, self.newest):
            value = self.steps[number](value)
        return msgspec.json.encode(value)


ORDER_SHAPES = DocumentShapes(newest=1, steps={})
"""The shapes of stored orders (`core.order.order`). Each has an example in `tests/core/documents/shapes`."""

COMPANY_SHAPES = DocumentShapes(newest=1, steps={})
CUSTOMER_SHAPES = DocumentShapes(newest=1, steps={})
"""The shapes of stored companies and customers (`core.company`), with examples beside those of orders."""

PRICE_LIST_SHAPES = DocumentShapes(newest=1, steps={})
"""The shapes of stored price lists (`core.catalog.price_list`), with an example beside those of orders."""
