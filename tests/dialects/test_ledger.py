"""The ledger: every member of every wire type is classed once, and the class is true of what the mapping does."""

import json
from typing import Any

import msgspec
import pytest

from tests.dialects.test_samples import sample
from tests.strategies import wire
from tests.strategies.desk import Desk, link
from tests.strategies.documents import DIALECTS, MAPPINGS
from triplicate.core.copies import View

CLASSES = {"exact", "derived", "kept", "fixed", "absent", "dropped"}
REASONED = {"derived", "fixed", "dropped"}
NOTHING: tuple[Any, ...] = (None, "", 0, False, [], {})


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_member_is_classed_and_nothing_else(dialect: str) -> None:
    known, classed = wire.paths(MAPPINGS[dialect].wire), set(MAPPINGS[dialect].ledger)
    assert known - classed == set(), "members without a class"
    assert classed - known == set(), "classes without a member"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_class_is_one_of_six(dialect: str) -> None:
    classes = {path: class_of(text) for path, text in MAPPINGS[dialect].ledger.items()}
    assert {path: name for path, name in classes.items() if name not in CLASSES} == {}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_rule_is_given_where_there_is_one(dialect: str) -> None:
    bare = {path for path, text in MAPPINGS[dialect].ledger.items() if class_of(text) in REASONED and ":" not in text}
    assert bare == set()


@pytest.mark.parametrize("source", DIALECTS)
@pytest.mark.parametrize("target", DIALECTS)
def test_what_is_only_kept_is_never_made_up(source: str, target: str) -> None:
    desk = Desk()
    desk.bring(source, order_of(sample(source), source))
    written = written_of(desk, target)
    kept = {path for path, text in MAPPINGS[target].ledger.items() if class_of(text) in ("kept", "absent")}
    made_up = {path: values for path in kept if (values := [v for v in found(written, path) if not says_nothing(v)])}
    assert made_up == {}


@pytest.mark.parametrize("source", DIALECTS)
@pytest.mark.parametrize("target", DIALECTS)
def test_what_is_fixed_is_always_the_same(source: str, target: str) -> None:
    desk = Desk()
    desk.bring(source, order_of(sample(source), source))
    written = written_of(desk, target)
    for path, text in MAPPINGS[target].ledger.items():
        if class_of(text) == "fixed":
            assert {str(value) for value in found(written, path)} <= {text.partition(": ")[2]}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_exact_needs_no_residue(dialect: str) -> None:
    desk = Desk()
    body = order_of(sample(dialect), dialect)
    desk.bring(dialect, body)
    written = written_of(desk, dialect)
    exact = {path for path, text in MAPPINGS[dialect].ledger.items() if class_of(text) == "exact"}
    leaves = {path for path in exact if not any(other.startswith(f"{path}.") for other in MAPPINGS[dialect].ledger)}
    contrary = {p: (found(body, p), found(written, p)) for p in leaves if found(body, p) != found(written, p)}
    silent = {path: pair for path, pair in contrary.items() if not pair[0] and all(map(says_nothing, pair[1]))}
    assert {path: pair for path, pair in contrary.items() if path not in silent} == {}


def class_of(text: str) -> str:
    """The class that an entry starts with."""
    return text.partition(":")[0].partition(" ")[0].partition("-")[0]


def order_of(answer: Any, dialect: str) -> Any:
    """The order in the vendor's answer."""
    for name in MAPPINGS[dialect].envelope:
        answer = answer[name]
    return answer


def written_of(desk: Desk, dialect: str) -> Any:
    """What the mapping writes by itself, nothing laid over it."""
    document = MAPPINGS[dialect].write(desk.order, View(secrets=True, link=link))
    return json.loads(msgspec.json.encode(document))


def found(value: Any, path: str) -> list[Any]:
    """All values at a path, through lists."""
    if isinstance(value, list):
        return [inner for item in value for inner in found(item, path)]
    if not path:
        return [value]
    name, _, rest = path.partition(".")
    if not isinstance(value, dict) or name not in value:
        return []
    member = value[name]
    return [member] if not rest else found(member, rest)


def says_nothing(value: Any) -> bool:
    """Whether a value is its type's empty one, or an object whose members all are."""
    if isinstance(value, dict):
        return all(says_nothing(member) for member in value.values())
    return value in NOTHING and value is not True
