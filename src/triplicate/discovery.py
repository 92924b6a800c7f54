"""Finds the dialects: the packages below `triplicate.dialects`, and those that other distributions offer.

A distribution offers a dialect by an entry point in the group `triplicate.dialects`, whose name is the dialect's name
and whose object is its `Dialect`: `acme = "triplicate_acme.dialect:DIALECT"`.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

import triplicate.dialects
from triplicate.api.dialect import Dialect

ENTRY_POINT_GROUP = "triplicate.dialects"


class UnusableDialect(Exception):
    """A dialect of another distribution cannot be served; the message says which one, and why."""


def load_dialects() -> tuple[Dialect, ...]:
    """Every dialect, sorted by name; raises UnusableDialect."""
    dialects = {dialect.name: dialect for dialect in _own_dialects()}
    for entry_point in entry_points(group=ENTRY_POINT_GROUP):
        dialect = _load(entry_point)
        if dialect.name in dialects:
            raise UnusableDialect(f"{_origin(entry_point)}: there is a dialect {dialect.name!r} already")
        dialects[dialect.name] = dialect
    _check_prefixes(dialects)
    return tuple(dialects[name] for name in sorted(dialects))


def load_dialect(name: str) -> Dialect:
    """One dialect, without loading those of ours that are not wanted. Raises UnusableDialect, KeyError."""
    if name in {module.name for module in pkgutil.iter_modules(triplicate.dialects.__path__)}:
        return _own_dialect(name)
    return {dialect.name: dialect for dialect in load_dialects()}[name]


def _own_dialects() -> Iterator[Dialect]:
    for module in pkgutil.iter_modules(triplicate.dialects.__path__):
        yield _own_dialect(module.name)


def _own_dialect(name: str) -> Dialect:
    dialect: Dialect = import_module(f"triplicate.dialects.{name}.dialect").DIALECT
    return dialect


def _load(entry_point: EntryPoint) -> Dialect:
    try:
        dialect = entry_point.load()
    except Exception as error:
        raise UnusableDialect(f"{_origin(entry_point)}: {type(error).__name__}: {error}") from error
    if not isinstance(dialect, Dialect):
        raise UnusableDialect(f"{_origin(entry_point)}: {entry_point.value} must be a Dialect")
    if dialect.name != entry_point.name:
        raise UnusableDialect(f"{_origin(entry_point)}: the dialect's name is {dialect.name!r}")
    return dialect


def _origin(entry_point: EntryPoint) -> str:
    distribution = entry_point.dist.name if entry_point.dist is not None else "an unknown distribution"
    return f"dialect {entry_point.name!r} of {distribution}"


def _check_prefixes(dialects: dict[str, Dialect]) -> None:
    """Raises UnusableDialect if two dialects claim a path; in any case, since one of them may ignore it."""
    owners: dict[str, str] = {}
    for dialect in dialects.values():
        for prefix in dialect.prefixes:
            if (owner := owners.setdefault(prefix.lower(), dialect.name)) != dialect.name:
                raise UnusableDialect(f"dialects {owner!r} and {dialect.name!r} both serve /{prefix.lower()}")
