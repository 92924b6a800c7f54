"""Every statement of the store, by its name: those at the top of its modules, and those that functions build."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from typing import Any

from sqlalchemy import Executable, TextClause
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg

import triplicate.store
from triplicate.core.search.facets import Facet
from triplicate.store.cursor import compiled_sql
from triplicate.store.multi_row import MultiRow, RowStyle, row_sql
from triplicate.store.readers import event_reads, list_reads
from triplicate.store.search import metadata
from triplicate.store.search.indexes import FTS5, TSVECTOR, Search
from triplicate.store.search.page_sql import PageShape, page_statement

_FRAGMENTS = {"EVENT_COLUMNS", "_MATCHES", "_MATCHES_OF_WORDS", "_MATCHES_OF_PREFIX"}
"""Parts of other statements, like everything at the top of a module that is not written in capitals."""
_TABLE_SCANS = ("position", "changed")
SEARCHES: dict[str, Search] = {"fts5": FTS5, "tsvector": TSVECTOR}


def store_statements() -> dict[str, str]:
    """The SQL of every statement, by module and name; `[...]` names a member of a table of statements."""
    names = [module.name for module in pkgutil.walk_packages(triplicate.store.__path__, "triplicate.store.")]
    names = ["triplicate.store.statements", *(name for name in names if ".migrations" not in name)]
    values = [
        (f"{module.removeprefix('triplicate.store.')}.{name}", value)
        for module in names
        for name, value in vars(import_module(module)).items()
        if name.isupper() and name not in _FRAGMENTS
    ]
    values += [(f"search.{name}.{part}", value) for name, search in SEARCHES.items() for part, value in _parts(search)]
    values += [*_built_statements()]
    statements = dict(statement for name, value in values for statement in _flatten(name, value))
    unique = {id(value): name for name, value in reversed(statements.items())}
    return {name: _sql(statements[name]) for name in sorted(unique.values())}


def _parts(search: Any) -> Iterator[tuple[str, Any]]:
    yield from ((name, value) for name, value in vars(type(search)).items() if name not in ("candidates", "tables"))


def _built_statements() -> Iterator[tuple[str, Any]]:
    """Statements that functions build: lists by every leading index and filter, counts and the feed."""
    yield "list_reads.counts", {bound: list_reads._counts_statement(bound) for bound in (True, False)}
    yield "search.metadata.count", {bound: metadata._count_statement(bound) for bound in (True, False)}
    yield "event_reads.feed", event_reads._feed_statement(2)
    for shape, (name, search) in product(_shapes(), SEARCHES.items()):
        if not isinstance(shape.leading_index, Facet) and shape.leading_index not in {
            *search.candidates,
            *_TABLE_SCANS,
        }:
            continue
        scope = "within an account" if shape.within_account else "everywhere"
        filters = " filtered" if shape.facets else ""
        yield f"page.{name}[{shape.leading_index}{filters} {scope}]", page_statement(shape, search)


def _shapes() -> Iterator[PageShape]:
    leading: tuple[Any, ...] = ("position", "changed", "words", "beginnings", "known", Facet.REFERENCE)
    filters: dict[str, Any] = {"facets": ((Facet.STEP, 2),), "word_count": 2, "filters_changed": True}
    for index, within_account, more in product(leading, (True, False), ({}, filters)):
        yield PageShape(index, 2 if isinstance(index, Facet) else 0, within_account, **more)


def _flatten(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _flatten(f"{name}[{key}]", member)
    elif isinstance(value, MultiRow | Executable):
        yield name, value


def _sql(value: Any) -> str:
    if isinstance(value, MultiRow):
        return " ".join(row_sql(value, 1, RowStyle("INSERT", ":value", as_arrays=False)).split())
    text = compiled_sql(value, sqlite.dialect if not _is_postgres(value) else psycopg.dialect)
    return " ".join(text.split())


def _is_postgres(value: Any) -> bool:
    """Whether a statement can only be compiled for PostgreSQL."""
    if isinstance(value, TextClause):
        return False
    try:
        compiled_sql(value, sqlite.dialect)
    except Exception:
        return True
    return False
