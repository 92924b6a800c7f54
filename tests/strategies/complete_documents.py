"""A complete document of each dialect: every member has a distinct, consistent value."""

from copy import deepcopy
from typing import Any

from tests.conformance.registry import CONFORMANCES

GUID = "c23e4567-e89b-12d3-a456-426614174003"
"""A GUID for what tests add to a document."""


def complete_document(dialect: str, **members: Any) -> dict[str, Any]:
    """The complete document of a dialect, without the envelope, with these members instead of its own."""
    return deepcopy({**CONFORMANCES[dialect].complete, **members})
