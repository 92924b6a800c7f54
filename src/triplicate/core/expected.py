"""What was expected where a value does not fit its type, in words that say what to write instead."""

from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec


def reason(error: msgspec.ValidationError, kind: Any) -> str:
    """The converter's complaint about a value of `kind`; where only certain words fit, or one form does, which."""
    text = str(error).partition(" - at `")[0]
    if text.startswith("Invalid enum value") or " matching regex " in text:
        if words := list(dict.fromkeys(_words(kind))):
            return f"must be one of {', '.join(words)}"
        if forms := list(_forms(kind)):
            return f"must have the form of {forms[0]}"
    return text[:1].lower() + text[1:]


def _words(kind: Any) -> Iterator[str]:
    """The words that a type allows, where it allows only some; those of a list's items."""
    if get_origin(kind) is Literal:
        yield from map(str, get_args(kind))
    elif isinstance(kind, type) and issubclass(kind, Enum):
        yield from (str(member.value) for member in kind)
    for meta in _metas(kind):
        yield from (meta.extra_json_schema or {}).get("enum", ())
    for inner in _inner(kind):
        yield from _words(inner)


def _forms(kind: Any) -> Iterator[str]:
    """Examples of what a type allows."""
    for meta in _metas(kind):
        yield from map(str, meta.examples or ())
    for inner in _inner(kind):
        yield from _forms(inner)


def _metas(kind: Any) -> list[msgspec.Meta]:
    notes = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return [note for note in notes if isinstance(note, msgspec.Meta)]


def _inner(kind: Any) -> tuple[Any, ...]:
    """The types that a type is made of: alternatives, items, what is annotated."""
    if get_origin(kind) is Annotated:
        return get_args(kind)[:1]
    return get_args(kind) if get_origin(kind) in (Union, UnionType, list, tuple) else ()
