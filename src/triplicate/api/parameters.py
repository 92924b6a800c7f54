"""Path and query parameters, converted to a type, with every problem reported."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import inspect

from triplicate.core.failures import DomainError, InvalidInput, Problem
from triplicate.core.json import reasons
from triplicate.core.json.alternatives import type_alternatives

T = TypeVar("T", bound=msgspec.Struct)
Query = list[tuple[str, str]]
_MAX_NAMED = 20
"""Unknown parameters that are named; of more, only the number is reported."""
_LIST_TYPES = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)


class NoParameters(msgspec.Struct):
    """No parameters."""


class QueryRule(Enum):
    """What happens to query parameters that an operation does not have, and to repeated ones.

    `LENIENT` ignores them, as the vendors do; `ANY_CASE` also takes names in any case; `STRICT` rejects them.
    """

    LENIENT = "lenient"
    ANY_CASE = "any case"
    STRICT = "strict"


def parse_query(query: bytes) -> Query:
    """The names and values of a query string, decoded, in order."""
    text = query.decode("latin-1")
    if "%" in text or "+" in text or "&" in text:
        return parse_qsl(text, keep_blank_values=True)
    name, _, value = text.partition("=")
    return [(name, value)] if text else []


def parse_parameters(kind: type[T], path: Mapping[str, str], query: Query, rule: QueryRule) -> T:
    """The parameters as a value of `kind`. List fields take several values: repeated, or comma-separated unless the
    values are free text.

    Of other repeated parameters the first value counts, and unknown parameters are ignored; if the rule is strict, both
    are problems. Raises DomainError(InvalidInput) with every problem.
    """
    is_strict = rule is QueryRule.STRICT
    pairs = _in_documented_case(kind, query) if rule is QueryRule.ANY_CASE else query
    values, problems = _collect_values(kind, path, pairs, is_strict)
    if is_strict:
        problems += _unknown_parameters(kind, path, query)
    try:
        result = msgspec.convert(values, kind, strict=False)
        if is_strict:
            problems += _null_words(result, values)
    except msgspec.ValidationError as error:
        problems += _invalid_values(kind, values) or [Problem("query", reasons.reason(error, kind))]
    if problems:
        raise DomainError(InvalidInput(tuple(problems)))
    return result


def _in_documented_case(kind: type[msgspec.Struct], query: Query) -> Query:
    """The query with the names of `kind` where they are written in another case; those that are exact come first."""
    names = _names_by_lower_case(kind)
    exact, other_case = list[tuple[str, str]](), list[tuple[str, str]]()
    for name, value in query:
        documented = names.get(name.lower(), name)
        (exact if name == documented else other_case).append((documented, value))
    return exact + other_case


@cache
def _names_by_lower_case(kind: type[msgspec.Struct]) -> dict[str, str]:
    return {name.lower(): name for name in kind.__struct_encode_fields__}


def _unknown_parameters(kind: type[msgspec.Struct], path: Mapping[str, str], query: Query) -> list[Problem]:
    """A problem for each of the first query parameters that are not a field of `kind`, and one for the rest."""
    known_names = set(kind.__struct_encode_fields__) - path.keys()
    names = [name for name in dict.fromkeys(name for name, _ in query) if name not in known_names]
    problems = [Problem(name[:64], "unknown parameter") for name in names[:_MAX_NAMED]]
    if len(names) > _MAX_NAMED:
        problems.append(Problem("query", f"has {len(names) - _MAX_NAMED} more unknown parameters"))
    return problems


def _collect_values(
    kind: type[msgspec.Struct], path: Mapping[str, str], query: Query, strict: bool
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    duplicates: dict[str, Problem] = {}
    for name, value in query:
        if name in list_members(kind):
            values.setdefault(name, []).extend(value.split(",") if name in comma_separated_members(kind) else [value])
        elif name not in values:
            values[name] = value
        elif strict and name in kind.__struct_encode_fields__:
            duplicates[name] = Problem(name[:64], "must not be repeated")
    return {**values, **path}, list(duplicates.values())


def _null_words(result: msgspec.Struct, values: dict[str, Any]) -> list[Problem]:
    """A problem for each value that was taken for no value because it spells "null"."""
    words = {name for name, value in values.items() if isinstance(value, str) and value.lower() == "null"}
    if not words:
        return []
    names = zip(result.__struct_encode_fields__, result.__struct_fields__, strict=True)
    return [
        Problem(name, "must not be null") for name, field in names if name in words and getattr(result, field) is None
    ]


def _invalid_values(kind: type[msgspec.Struct], values: dict[str, Any]) -> list[Problem]:
    problems = []
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        if name not in values:
            if field.required:
                problems.append(Problem(name, "is required"))
            continue
        try:
            msgspec.convert(values[name], field.type, strict=False)
        except msgspec.ValidationError as error:
            problems.append(Problem(name, reasons.reason(error, field.type)))
    return problems


@cache
def list_members(kind: type[msgspec.Struct]) -> frozenset[str]:
    """The fields of a type that take several values."""
    struct_type = inspect.type_info(kind)
    assert isinstance(struct_type, inspect.StructType)
    return frozenset(
        field.encode_name
        for field in struct_type.fields
        if any(isinstance(one, _LIST_TYPES) for one in type_alternatives(field.type))
    )


@cache
def plain_text_members(kind: type[msgspec.Struct]) -> frozenset[str] | None:
    """The fields of a type whose fields all take any one text as it is, without conversion; None for other types."""
    struct_type = inspect.type_info(kind)
    assert isinstance(struct_type, inspect.StructType)
    is_plain = all(
        field.encode_name == field.name and list(type_alternatives(field.type)) == [inspect.StrType()]
        for field in struct_type.fields
    )
    return frozenset(field.name for field in struct_type.fields) if is_plain else None


@cache
def comma_separated_members(kind: type[msgspec.Struct]) -> frozenset[str]:
    """The list fields of a type whose values may be comma-separated: those whose values are not free text."""
    struct_type = inspect.type_info(kind)
    assert isinstance(struct_type, inspect.StructType)
    return frozenset(
        field.encode_name
        for field in struct_type.fields
        for one in type_alternatives(field.type)
        if isinstance(one, _LIST_TYPES) and not any(_is_free_text(item) for item in type_alternatives(one.item_type))
    )


def _is_free_text(item: inspect.Type) -> bool:
    return isinstance(item, inspect.StrType) and item.pattern is None
