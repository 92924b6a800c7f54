"""What several dialects say of one order is the same in each of them that can say it."""

from collections.abc import Mapping
from contextlib import suppress
from itertools import combinations
from typing import Any

from tests.conformance.protocol import Document
from tests.conformance.registry import CONFORMANCES


def facts_of(copies: Mapping[str, Document], exponent: int = 2) -> dict[str, dict[str, Any]]:
    """The facts of copies, by the dialects' names; `exponent` is that of the order's currency.

    A copy that came in as it is may lack members: it does not say what would be read from them.
    """
    return {dialect: _facts(dialect, copy, exponent) for dialect, copy in copies.items()}


def _facts(dialect: str, copy: Document, exponent: int) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, read in CONFORMANCES[dialect].facts.items():
        with suppress(KeyError):
            facts[name] = read(copy, exponent)
    return facts


def differing_facts(copies: Mapping[str, Document], exponent: int = 2) -> list[tuple[str, str, str, Any, Any]]:
    """The facts that two copies say differently: the fact, both dialects, and what each says."""
    facts = facts_of(copies, exponent)
    return [
        (fact, one, other, facts[one][fact], facts[other][fact])
        for one, other in combinations(facts, 2)
        for fact in facts[one].keys() & facts[other].keys()
        if facts[one][fact] != facts[other][fact]
    ]


def values(copies: Mapping[str, Document], fact: str, exponent: int = 2) -> list[Any]:
    """What the copies that can say it say of one thing."""
    return [facts[fact] for facts in facts_of(copies, exponent).values() if fact in facts]
