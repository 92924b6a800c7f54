"""Use cases know no dialect by name, and make events in one place only."""

import pkgutil
from pathlib import Path

import triplicate.app
import triplicate.dialects

APP = Path(triplicate.app.__path__[0])
NATIVE = "native"
"""The word also has a meaning of its own."""


def test_no_use_case_names_a_dialect() -> None:
    names = {module.name for module in pkgutil.iter_modules(triplicate.dialects.__path__)} - {NATIVE}
    assert names
    texts = {file: file.read_text().lower() for file in APP.rglob("*.py")}
    assert {
        (str(file.relative_to(APP)), name) for file, text in texts.items() for name in names if name in text
    } == set()


def test_events_of_orders_are_made_in_one_place() -> None:
    """So that each carries actor and user."""
    makers = [file for file in APP.rglob("*.py") if "return Event(" in file.read_text()]
    assert [str(file.relative_to(APP)) for file in makers] == ["orders/events.py"]
