"""Path and query parameters, converted to a type, with every problem reported."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import inspect

from triplicate.core.failures import InvalidInput, Problem, Refused
from triplicate.core.json import reasons

T = TypeVar("T", bound=msgspec.Struct)
Query = list[tuple[str, str]]
_LISTS = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)


def pairs(query: bytes) -> Query:
    """The names and values of a query string, decoded, in order."""
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


def arguments(kind: type[T], path: Mapping[str, str], query: Query, once: bool) -> T:
    """The parameters as a value of `kind`. List fields take several values: repeated, or comma-separated unless the
    values are free text.

    Of other repeated parameters the first value counts, and unknown parameters are ignored; if `strict`, both are
    problems. Raises DomainError(InvalidInput) with every problem.
    """
    given, found = _given(kind, path, query, once)
    if once:
        found += _unknown(kind, path, query)
    try:
        made = msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        found += _misfits(kind, given) or [Problem("query", reasons.reason(error, kind))]
    if found:
        raise Refused(InvalidInput(tuple(found)))
    return made


def _unknown(kind: type[msgspec.Struct], path: Mapping[str, str], query: Query) -> list[Problem]:
    """A problem for every query parameter that is not a field of `kind`."""
    known = {field.encode_name for field in msgspec.structs.fields(kind)} - path.keys()
    names = dict.fromkeys(name for name, _ in query)
    return [Problem(name[:64], "unknown parameter") for name in names if name not in known]


def _given(
    kind: type[msgspec.Struct], path: Mapping[str, str], query: Query, once: bool
) -> tuple[dict[str, Any], list[Problem]]:
    given: dict[str, Any] = {}
    twice: dict[str, Problem] = {}
    for name, value in query:
        if name in lists(kind):
            given.setdefault(name, []).extend(value.split(",") if name in joined(kind) else [value])
        elif name not in given:
            given[name] = value
        elif once:
            twice[name] = Problem(name[:64], "must not be repeated")
    return {**given, **path}, list(twice.values())


def _misfits(kind: type[msgspec.Struct], given: dict[str, Any]) -> list[Problem]:
    found = []
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        if name not in given:
            if field.required:
                found.append(Problem(name, "is required"))
            continue
        try:
            msgspec.convert(given[name], field.type, strict=False)
        except msgspec.ValidationError as error:
            found.append(Problem(name, reasons.reason(error, field.type)))
    return found


@cache
def lists(kind: type[msgspec.Struct]) -> frozenset[str]:
    """The fields of a type that take several values."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return frozenset(
        field.encode_name for field in described.fields if any(isinstance(one, _LISTS) for one in _options(field.type))
    )


@cache
def joined(kind: type[msgspec.Struct]) -> frozenset[str]:
    """The list fields of a type whose values may be comma-separated: those whose values are not free text."""
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return frozenset(
        field.encode_name
        for field in described.fields
        for one in _options(field.type)
        if isinstance(one, _LISTS) and not any(_is_free(item) for item in _options(one.item_type))
    )


def _is_free(item: inspect.Type) -> bool:
    return isinstance(item, inspect.StrType) and item.pattern is None


def _options(kind: inspect.Type) -> Iterator[inspect.Type]:
    if isinstance(kind, inspect.UnionType):
        for option in kind.types:
            yield from _options(option)
    elif isinstance(kind, inspect.Metadata):
        yield from _options(kind.type)
    else:
        yield kind
