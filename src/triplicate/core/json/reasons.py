"""Turns msgspec's validation errors into plain reasons: what the value must be, without Python's type names."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "decimal": "a decimal number",
    "str": "text",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
    "bytes": "base64 text",
    "uuid": "a UUID",
    "datetime": "a date and time such as 2024-07-01T09:26:55Z",
    "date": "a date such as 2024-07-01",
    "time": "a time such as 09:26:55Z",
    "duration": "an ISO 8601 duration such as PT1H",
}
_BOUNDS = {">=": "of at least", "<=": "of at most", ">": "greater than", "<": "less than"}
_UNITS = {"str": "characters", "bytes": "bytes", "array": "items", "object": "entries"}
_SINGULAR = {"characters": "character", "bytes": "byte", "items": "item", "entries": "entry"}
_FORMATS = {"UUID": "uuid", "timestamp": "datetime"}


def reason(error: msgspec.ValidationError, kind: Any) -> str:
    """Why a value is not valid as `kind`, in words that follow its JSON path: "must be text", "is required"."""
    text = str(error).partition(" - at `")[0]
    if text.startswith("Invalid enum value") or " matching regex " in text:
        if allowed_values := list(dict.fromkeys(_allowed_values(kind))):
            return f"must be one of {', '.join(allowed_values)}"
        if examples := list(_examples(kind)):
            return f"must have the form of {examples[0]}"
    return _plain_reason(text)


def _alternatives(types: str) -> str:
    """The names of a union such as `int | null`, joined with "or"."""
    names = types.split(" | ")
    if "float" in names and "int" in names:
        names.remove("int")
    return " or ".join(_TYPES.get(name, name) for name in names)


def _allowed_values(kind: Any) -> Iterator[str]:
    """The values that a type allows, where it allows only some (literals, enums, `enum` in a schema); of a list, those
    of its items."""
    if get_origin(kind) is Literal:
        yield from map(str, get_args(kind))
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield from (str(member.value) for member in kind)
    for meta in _constraints(kind):
        yield from (meta.extra_json_schema or {}).get("enum", ())
    for inner in _inner_types(kind):
        yield from _allowed_values(inner)


def _examples(kind: Any) -> Iterator[str]:
    """The examples in a type's annotations."""
    for meta in _constraints(kind):
        yield from map(str, meta.examples or ())
    for inner in _inner_types(kind):
        yield from _examples(inner)


def _constraints(kind: Any) -> list[msgspec.Meta]:
    annotations = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return [note for note in annotations if isinstance(note, msgspec.Meta)]


def _inner_types(kind: Any) -> tuple[Any, ...]:
    """The types that a type is made of: alternatives, items, what is annotated."""
    if get_origin(kind) is Annotated:
        return get_args(kind)[:1]
    return get_args(kind) if get_origin(kind) in (Union, UnionType, list, tuple) else ()


def _plain_reason(text: str) -> str:
    """The plain words for a message of msgspec; a message that no pattern matches stays as it is, in lower case."""
    for pattern, words in _MESSAGES:
        if match := pattern.fullmatch(text):
            return words(match)
    return text[:1].lower() + text[1:]


def _bound_reason(match: re.Match[str]) -> str:
    return f"must be {_TYPES[match[1]]} {_BOUNDS[match[2]]} {match[3].removesuffix('.0')}"


def _length_reason(match: re.Match[str]) -> str:
    kind, qualifier, first, last = match.groups()
    if qualifier in (">= ", "at least length ") and first == "1":
        return "must not be empty"
    bound = {">= ": "at least ", "at least length ": "at least ", "<= ": "at most ", "at most length ": "at most "}
    count = bound.get(qualifier, "") + (first if last is None else f"{first} to {last}")
    units = _UNITS[kind]
    return f"must have {count} {_SINGULAR[units] if first == '1' and last is None else units}"


def _format_reason(match: re.Match[str]) -> str:
    return f"must be {_TYPES[_FORMATS.get(match[1], match[1])]}"


_MESSAGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Expected `(int|float)` (>=|<=|>|<) (.+)", _bound_reason),
        (
            r"Expected `(str|bytes|array|object)` of (?:length )?(at least length |at most length |>= |<= |length |)"
            r"(\d+)(?: to (\d+))?(?:, got \d+)?",
            _length_reason,
        ),
        (r"Expected `\w+` that's a multiple of (.+?)(?:\.0)?", lambda match: f"must be a multiple of {match[1]}"),
        (r"Expected `\w+` with a timezone component", lambda _: "must have a UTC offset"),
        (r"Expected `\w+` with no timezone component", lambda _: "must not have a UTC offset"),
        (r"Expected `str` matching regex (.+)", lambda match: f"must match the pattern {match[1]}"),
        (r"Expected `([^`]+)`(?:, got `[^`]+`)?", lambda match: f"must be {_alternatives(match[1])}"),
        (r"Object missing required field `(.+)`", lambda match: f"`{match[1]}` is required"),
        (r"Object contains unknown field `(.+)`", lambda match: f"unknown field `{match[1]}`"),
        (r"Invalid (?:enum )?value .+", lambda _: "is not an allowed value"),
        (r"(?:Integer value|Number|Duration|Timestamp) (?:is )?out of range ?", lambda _: "is out of range"),
        (r"Invalid base64 encoded string", lambda _: "must be base64 text"),
        (r"Invalid (?:RFC3339 encoded |ISO8601 |epoch )?(UUID|date|datetime|time|duration|timestamp)", _format_reason),
        (r"Invalid (decimal) string", _format_reason),
    )
)
