"""Documents: JSON as we accept it, which is I-JSON (RFC 7493), at most 8 MiB and 64 levels deep."""

import hashlib
import json
import math
import re
from typing import Any, NoReturn, TypeVar

import msgspec

from triplicate.core.failures import InvalidInput, Problem, Refused

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64

T = TypeVar("T")
_MISSING = re.compile(r"Object missing required field `(.*)`")


def parse(text: bytes) -> Any:
    """The JSON value of `text`. Whole numbers become integers however they are written (1.0 is 1: the same JSON value).

    Raises Refused(InvalidInput) naming the place when the text is not I-JSON, too large or too deep.
    """
    if len(text) > MAX_BYTES:
        _refuse("$", f"the document is larger than {MAX_BYTES} bytes")
    try:
        value = _DECODER.decode(text.decode())
    except UnicodeDecodeError as error:
        _refuse("$", f"not UTF-8 at byte {error.start}")
    except json.JSONDecodeError as error:
        _refuse("$", f"not JSON: {error.msg} at line {error.lineno} column {error.colno}")
    except RecursionError:
        _refuse("$", f"nested deeper than {MAX_DEPTH} levels")
    _inspect(value, "$", 1)
    return value


def digest(value: Any) -> str:
    """A fingerprint that two documents share exactly when they are equal JSON values."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def typed(value: Any, kind: type[T], where: str = "$") -> T:
    """`value` as the wire type `kind`; raises Refused(InvalidInput) that lists every problem with its JSON path."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Refused(InvalidInput(tuple(_problems(value, kind, error, where)))) from None


def _refuse(path: str, reason: str) -> NoReturn:
    raise Refused(InvalidInput((Problem(path, reason),)))


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _refuse("$", f"member {json.dumps(twice)} appears twice in one object")
    return members


def _float(text: str) -> int | float:
    value = float(text)
    if not math.isfinite(value):
        _refuse("$", f"number {text[:40]} is not a finite double")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _integer(text: str) -> int:
    if len(text) > 400 or not math.isfinite(float(text)):
        _refuse("$", f"number {text[:40]} is not a finite double")
    return int(text)


def _constant(text: str) -> Any:
    _refuse("$", f"{text} is not a JSON number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_float, parse_int=_integer, parse_constant=_constant
)


def _inspect(value: Any, path: str, depth: int) -> None:
    if depth > MAX_DEPTH + 1:
        _refuse("$", f"nested deeper than {MAX_DEPTH} levels")
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
        _refuse(path, "the character U+0000 is not allowed")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        _refuse(path, "a surrogate stands alone")


def _problems(value: Any, kind: type, first: msgspec.ValidationError, where: str, most: int = 20) -> list[Problem]:
    """msgspec names one problem at a time: name it, take the offending value out of a copy, and look again."""
    value = json.loads(json.dumps(value))
    problems: list[Problem] = []
    error: msgspec.ValidationError | None = first
    while error is not None and len(problems) < most:
        reason, _, path = str(error).partition(" - at `")
        path = path.rstrip("`") or "$"
        if missing := _MISSING.fullmatch(reason):
            problems.append(Problem(f"{where}{path[1:]}.{missing[1]}", "is missing"))
            break
        problems.append(Problem(where + path[1:], reason[:1].lower() + reason[1:]))
        if not _remove(value, path):
            break
        try:
            msgspec.convert(value, kind)
            error = None
        except msgspec.ValidationError as following:
            error = None if str(following) == str(error) else following
    return [problem for i, problem in enumerate(problems) if problem not in problems[:i]]


def _remove(value: Any, path: str) -> bool:
    """Takes the values that `path` (msgspec's, `[...]` for any item) names out of `value`; whether there were any."""
    steps = re.findall(r"\.([^.\[\]]+)|\[(\.\.\.|\d+)\]", path)
    if not steps:
        return False
    holders: list[Any] = [value]
    for name, index in steps[:-1]:
        holders = [item for holder in holders for item in _inside(holder, name, index)]
    name, index = steps[-1]
    if index:
        return False
    found = [holder for holder in holders if isinstance(holder, dict) and name in holder]
    for holder in found:
        del holder[name]
    return bool(found)


def _inside(holder: Any, name: str, index: str) -> list[Any]:
    if name:
        return [holder[name]] if isinstance(holder, dict) and name in holder else []
    if not isinstance(holder, list):
        return []
    return holder if index == "..." else holder[int(index) : int(index) + 1]
