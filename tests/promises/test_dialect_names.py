"""Tests outside a dialect's own folder do not name it: they ask `tests/conformance/registry.py`."""

import re
from pathlib import Path

from triplicate.discovery import load_dialects

TESTS = Path(__file__).parents[1]
VENDORS = [dialect.name for dialect in load_dialects() if dialect.name != "native"]


def files_naming_dialects() -> set[str]:
    """The test files that name a vendor's dialect and are not among that dialect's own tests."""
    return {
        file.relative_to(TESTS).as_posix()
        for file in TESTS.rglob("*.py")
        for vendor in VENDORS
        if re.search(rf"(?<![a-z]){vendor}", file.read_text(), re.IGNORECASE)
        and TESTS / "dialects" / vendor not in file.parents
    }


def test_there_are_vendors_whose_names_are_looked_for() -> None:
    assert len(VENDORS) >= 3
    for vendor in VENDORS:
        assert f"dialects/{vendor}/conformance.py" not in files_naming_dialects()


def test_no_other_file_names_a_dialect() -> None:
    assert files_naming_dialects() == set(), "say it in the dialect's conformance.py, or test it there"
