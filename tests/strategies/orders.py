"""Canonical orders and lines with as little in them as a test needs."""

from typing import Any

from triplicate.core.order import Line, Order

GUID = "123e4567-e89b-12d3-a456-426614174000"


def order(**members: Any) -> Order:
    """An order that says nothing but what it is told to."""
    fixed = {"guid": GUID, "oid": "664f2310d5775459152d6dd8", "number": 1, "account": GUID, "origin": "printags"}
    return Order(**{**fixed, **members})


def line(index: int, **members: Any) -> Line:
    """The line of this place."""
    fixed = {"guid": f"e23e4567-e89b-12d3-a456-42661417{index:04}", "oid": f"664f2310d5775459152d{index:04x}"}
    return Line(**{**fixed, "number": index + 1, **members})
