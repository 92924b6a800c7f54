"""Imports: no file imports itself through others, not even for its types or inside a function."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

import grimp

Imports = Mapping[str, frozenset[str]]
"""The modules that each module imports."""


def circle(imports: Imports) -> list[str]:
    """The modules of one circle, each imported by the one before it; empty if there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def imports_of_source() -> Imports:
    graph = grimp.build_graph("triplicate", cache_dir=None)
    return {module: frozenset(graph.find_modules_directly_imported_by(module)) for module in graph.modules}


def test_a_circle_would_be_noticed() -> None:
    assert circle({"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset()}) == []
    assert set(circle({"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"a"})})) == {"a", "b", "c"}
    assert circle({"a": frozenset({"a"})}) == ["a", "a"]


def test_no_circle_of_imports_between_files() -> None:
    imports = imports_of_source()
    assert len(imports) > 200
    assert circle(imports) == []
