"""Searches for numbers inside JSON values."""

from typing import Any


def largest(value: Any) -> float:
    """The largest number in a JSON value, whatever its sign, or 0."""
    if isinstance(value, dict | list):
        return max(map(largest, value.values() if isinstance(value, dict) else value), default=0)
    return abs(value) if isinstance(value, int | float) else 0
