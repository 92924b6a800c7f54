"""Hypothesis strategies of documents, derived from the wire types."""

from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from tests.strategies.json_values import IDENTIFYING_NAMES, json_values, numbers, objects, texts, whole_numbers

Special = dict[str, st.SearchStrategy[Any]]
"""Strategies that know better, by the path of the member (dotted, lists transparent)."""


def documents(kind: type[msgspec.Struct], special: Special, foreign: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    """Valid documents of `kind`: optional members there or not, null where allowed, and members that are unknown to the
    type at every level, unless they shall not be `foreign`."""
    return _object(inspect.type_info(kind), "", special, foreign)  # type: ignore[arg-type]


def paths(kind: type[msgspec.Struct]) -> set[str]:
    """The path of every member of a wire type, dotted, lists transparent."""
    names: set[str] = set()
    _walk(inspect.type_info(kind), "", names)
    return names


def _walk(kind: inspect.Type, path: str, found: set[str]) -> None:
    match kind:
        case inspect.StructType():
            for field in kind.fields:
                inner = f"{path}.{field.encode_name}".lstrip(".")
                found.add(inner)
                _walk(field.type, inner, found)
        case inspect.UnionType():
            for option in kind.types:
                _walk(option, path, found)
        case inspect.Metadata():
            _walk(kind.type, path, found)
        case inspect.ListType():
            _walk(kind.item_type, path, found)
        case _:
            pass


def _object(kind: inspect.StructType, path: str, special: Special, foreign: bool) -> st.SearchStrategy[dict[str, Any]]:
    members = {field.encode_name: field for field in kind.fields}
    strategies = {
        name: _value(field.type, f"{path}.{name}".lstrip("."), special, foreign) for name, field in members.items()
    }
    required = {name: strategies[name] for name, field in members.items() if field.required}
    optional = {name: strategies[name] for name, field in members.items() if not field.required}
    known = st.fixed_dictionaries(required, optional=optional)
    if not foreign:
        return known
    return st.builds(lambda ours, foreign: {**ours, **foreign}, known, _unknown(frozenset(members)))


def _unknown(known: frozenset[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Mostly nothing; else members that the type does not know."""
    names = st.sampled_from([*IDENTIFYING_NAMES, "extra", "", "$ref", "a.b", "[0]"]) | texts(6)
    some = st.dictionaries(names.filter(lambda name: name not in known), json_values(), max_size=2)
    return st.one_of(st.just({}), st.just({}), some)


def _value(kind: inspect.Type, path: str, special: Special, foreign: bool) -> st.SearchStrategy[Any]:
    if path in special:
        return st.one_of([special[path]] * 4 + [st.none()]) if _nullable(kind) else special[path]
    match kind:
        case inspect.UnionType():
            return st.one_of([_value(option, path, special, foreign) for option in _branches(kind)])
        case inspect.Metadata():
            return _value(kind.type, path, special, foreign)
        case inspect.StructType():
            return _object(kind, path, special, foreign)
        case inspect.ListType():
            return st.lists(_value(kind.item_type, path, special, foreign), max_size=3)
        case inspect.DictType():
            return objects(json_values())
        case inspect.StrType():
            return texts()
        case inspect.IntType():
            return st.integers(kind.ge, 10**6) if kind.ge is not None else whole_numbers()
        case inspect.FloatType():
            return st.floats(kind.ge, 1e9) if kind.ge is not None else numbers()
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.AnyType():
            return json_values()
        case _:
            raise TypeError(f"no strategy for {kind} at {path}")


def _branches(union: inspect.UnionType) -> list[inspect.Type]:
    """Null less often than the rest."""
    solid = [option for option in union.types if not isinstance(option, inspect.NoneType)]
    return [*solid, *solid, *solid, *(option for option in union.types if option not in solid)]


def _nullable(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.UnionType) and any(isinstance(o, inspect.NoneType) for o in kind.types)
