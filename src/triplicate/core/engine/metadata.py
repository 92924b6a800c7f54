"""Metadata limit: free data of an order and its lines is bounded, since every reader and every list pays for it."""

from collections.abc import Iterable
from typing import Any

import msgspec

from triplicate.core.failures import DomainError, InvalidInput, Problem

MAX_METADATA_BYTES = 256 * 1024
"""The largest size, as JSON, of an order's metadata and its lines' together. Imported documents may have more."""


def metadata_bytes(metadata: Iterable[dict[str, Any]]) -> int:
    """The size of the metadata of an order and its lines as JSON; 0 where there are none."""
    return sum(len(msgspec.json.encode(value)) for value in metadata if value)


def metadata_problem(size: int, previous_size: int = 0) -> Problem | None:
    """The problem of metadata of this size; none if they are not larger than before."""
    if size <= max(MAX_METADATA_BYTES, previous_size):
        return None
    return Problem("$.metadata", f"must be at most {MAX_METADATA_BYTES} bytes of JSON, with that of all lines")


def check_metadata(size: int, previous_size: int) -> None:
    """Raises DomainError(InvalidInput) if metadata grew beyond the limit."""
    problem = metadata_problem(size, previous_size)
    if problem is not None:
        raise DomainError(InvalidInput((problem,)))
