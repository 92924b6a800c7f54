"""The dialects that the conformance tests walk, each with what its own tests say about it."""

from importlib import import_module
from importlib.metadata import entry_points

from tests.conformance.protocol import Conformance, Conformances
from triplicate.discovery import load_dialects

ENTRY_POINT_GROUP = "triplicate.conformance"


def _conformance(dialect: str) -> Conformance:
    """What a dialect's tests say; raises ModuleNotFoundError where there are none."""
    for entry_point in entry_points(group=ENTRY_POINT_GROUP, name=dialect):
        value = entry_point.load()
        assert isinstance(value, Conformance), f"{entry_point.value} must be a Conformance"
        return value
    conformance: Conformance = import_module(f"tests.dialects.{dialect}.conformance").CONFORMANCE
    return conformance


CONFORMANCES: Conformances = {dialect.name: _conformance(dialect.name) for dialect in load_dialects()}
SIGNED = tuple(dialect.name for dialect in load_dialects() if dialect.security.signed)
"""The dialects whose tokens are signed and act for a user."""
OPAQUE = tuple(name for name in CONFORMANCES if name not in SIGNED)
"""The dialects whose tokens are opaque and act for an account."""
VENDOR = next(name for name in OPAQUE if name != "native")
"""Any vendor's dialect whose tokens are opaque, for tests to which it does not matter which."""
