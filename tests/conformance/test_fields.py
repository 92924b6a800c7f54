"""Field coverage: every member of every wire type is classed once, and the class is true of the codec."""

import json
from typing import Any

import msgspec
import pytest

from tests.strategies import complete_documents, wire_documents
from tests.strategies.documents import CODECS, DIALECTS
from tests.strategies.json_values import same_json
from tests.strategies.memory_account import MemoryAccount, link
from triplicate.core.documents.codec import RenderOptions

CLASSES = {"exact", "derived", "kept", "fixed", "absent", "dropped"}
REASONED = {"derived", "fixed", "dropped"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_member_is_classed_and_nothing_else(dialect: str) -> None:
    known, classed = wire_documents.paths(CODECS[dialect].wire_type), set(CODECS[dialect].fields)
    assert known - classed == set(), "members without a class"
    assert classed - known == set(), "classes without a member"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_class_is_one_of_six(dialect: str) -> None:
    classes = {path: class_of(text) for path, text in CODECS[dialect].fields.items()}
    assert {path: name for path, name in classes.items() if name not in CLASSES} == {}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_rule_is_given_where_there_is_one(dialect: str) -> None:
    bare = {path for path, text in CODECS[dialect].fields.items() if class_of(text) in REASONED and ":" not in text}
    assert bare == set()


@pytest.mark.parametrize("source", DIALECTS)
@pytest.mark.parametrize("target", DIALECTS)
def test_what_is_only_kept_is_never_made_up(source: str, target: str) -> None:
    written = written_of(source, target)
    made_up = {
        path: told for path in classed(target, "kept", "absent") if (told := informative_members(found(written, path)))
    }
    assert made_up == {}


@pytest.mark.parametrize("source", DIALECTS)
@pytest.mark.parametrize("target", DIALECTS)
def test_what_is_fixed_is_always_the_same(source: str, target: str) -> None:
    written = written_of(source, target)
    for path in classed(target, "fixed"):
        assert {str(value) for value in found(written, path)} <= {CODECS[target].fields[path].partition(": ")[2]}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_exact_is_written_by_the_mapping_alone(dialect: str) -> None:
    body, written = complete_documents.complete_document(dialect), written_of(dialect, dialect)
    inner = {path.rpartition(".")[0] for path in CODECS[dialect].fields}
    exact = [path for path in classed(dialect, "exact") if path not in inner]
    both = {path: (found(body, path), found(written, path)) for path in exact}
    assert {path: pair for path, pair in both.items() if not same_json(*map(list, pair))} == {}


def class_of(text: str) -> str:
    """The class that an entry starts with."""
    return text.partition(":")[0].partition(" ")[0].partition("-")[0]


def classed(dialect: str, *classes: str) -> list[str]:
    """The members of these classes."""
    return [path for path, text in CODECS[dialect].fields.items() if class_of(text) in classes]


def written_of(source: str, target: str) -> Any:
    """What the mapping of `target` writes by itself of an order from `source`, nothing laid over it."""
    desk = MemoryAccount()
    desk.import_document(source, complete_documents.complete_document(source))
    document = CODECS[target].encode(desk.order, RenderOptions(secrets=True, link=link))
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


def informative_members(values: list[Any]) -> list[Any]:
    """Those values that are not their type's empty one, nor objects of such."""
    return [value for value in values if not _says_nothing(value)]


def _says_nothing(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_says_nothing(member) for member in value.values())
    return value in (None, "", 0, [])
