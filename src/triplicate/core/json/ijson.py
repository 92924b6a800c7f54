"""Strict JSON parsing: I-JSON (RFC 7493), at most 8 MiB and 64 levels deep; also digests and conversion to types."""

import hashlib
import json
import math
import re
from itertools import islice
from typing import Any, NoReturn, TypeVar

import msgspec

from triplicate.core.failures import DomainError, InvalidInput, Problem
from triplicate.core.json.validation import find_problems

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
MAX_PROBLEMS = 20

_SAFE_DIGITS = 300
"""An integer of fewer digits fits an IEEE 754 double."""

T = TypeVar("T")
_NONCHARACTER = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_SUSPICIOUS_ESCAPE = re.compile(r"\\u(?:0000|d[89a-f]|fd[de]|fff[ef])", re.IGNORECASE)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def parse(text: bytes) -> Any:
    """The JSON value of `text`. Whole numbers become integers however they are written (1.0 is 1: the same JSON value).

    Raises DomainError(InvalidInput) with the JSON path when the text is not I-JSON, too large or too deep.
    """
    if len(text) > MAX_BYTES:
        _reject("$", f"the document must have at most {MAX_BYTES} bytes")
    try:
        decoded = text.decode()
        value = _DECODER.decode(decoded)
    except UnicodeDecodeError as error:
        _reject("$", f"not UTF-8 at byte {error.start}")
    except json.JSONDecodeError as error:
        _reject("$", f"not JSON: {error.msg} at line {error.lineno} column {error.colno}")
    except RecursionError:
        _reject("$", f"must be nested at most {MAX_DEPTH} levels deep")
    if _has_suspicious_text(decoded) or (_has_many_levels(decoded) and _is_too_deep(value)):
        _inspect(value, "$", 1)
    return value


def _has_suspicious_text(text: str) -> bool:
    """Whether a JSON text may hold a character that is not allowed; some that may do not, such as surrogate pairs."""
    if "\\" in text and _SUSPICIOUS_ESCAPE.search(text):
        return True
    return not text.isascii() and _NONCHARACTER.search(text) is not None


def _has_many_levels(text: str) -> bool:
    """Whether a JSON text has enough brackets to be nested too deep, side by side though they may be."""
    return text.count("{") + text.count("[") > MAX_DEPTH


def _is_too_deep(value: Any) -> bool:
    """Whether a JSON value is nested more than `MAX_DEPTH` levels deep, found level by level."""
    level = [value]
    for _ in range(MAX_DEPTH):
        parents = [item for item in level if isinstance(item, dict | list)]
        if not parents:
            return False
        level = [item for parent in parents for item in (parent.values() if isinstance(parent, dict) else parent)]
    return bool(level)


def digest(value: Any) -> str:
    """A digest of a JSON value: 32 hex digits of the SHA-256 of its canonical text; equal values have equal digests."""
    return hashlib.sha256(_ENCODER.encode(value).encode()).hexdigest()[:32]


def convert(value: Any, kind: type[T], path: str = "$") -> T:
    """`value` as the wire type `kind`; raises DomainError(InvalidInput) with every problem and its JSON path."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        raise DomainError(InvalidInput(tuple(islice(find_problems(value, kind, path), MAX_PROBLEMS)))) from None


def _reject(path: str, reason: str) -> NoReturn:
    raise DomainError(InvalidInput((Problem(path, reason),)))


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        duplicate = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        _reject("$", f"duplicate field {json.dumps(duplicate)} in an object")
    return members


def _float(text: str) -> int | float:
    value = float(text)
    if not math.isfinite(value):
        _reject("$", f"the number {text[:40]} is too large: it must fit an IEEE 754 double")
    return int(value) if value.is_integer() else value


def _integer(text: str) -> int:
    if len(text) < _SAFE_DIGITS:
        return int(text)
    if len(text) > 400 or not math.isfinite(float(text)):
        _reject("$", f"the number {text[:40]} is too large: it must fit an IEEE 754 double")
    return int(text)


def _constant(text: str) -> Any:
    _reject("$", f"{text} is not a JSON number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_float, parse_int=_integer, parse_constant=_constant
)


def _inspect(value: Any, path: str, depth: int) -> None:
    if depth > MAX_DEPTH and not isinstance(value, str):
        _reject("$", f"must be nested at most {MAX_DEPTH} levels deep")
    if isinstance(value, str):
        _inspect_text(value, path)
    elif isinstance(value, dict):
        for name, member in value.items():
            _inspect_text(name, path)
            if isinstance(member, str | dict | list):
                _inspect(member, f"{path}.{name}", depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str | dict | list):
                _inspect(item, f"{path}[{index}]", depth + 1)


def _inspect_text(text: str, path: str) -> None:
    if "\0" in text:
        _reject(path, "the character U+0000 is not allowed")
    if not text.isascii() and (match := _NONCHARACTER.search(text)):
        _reject(path, f"U+{ord(match[0]):04X} is not allowed: it is a lone surrogate or a noncharacter")
