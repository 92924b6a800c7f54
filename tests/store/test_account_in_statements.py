"""The account is in every key of what belongs to one, and every statement names it, so that a schema can be split."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, UniqueConstraint, inspect

from tests.store.statement_collection import store_statements
from triplicate.main import Installation
from triplicate.store import partial_indexes, schema  # noqa: F401

REFERENCE_TABLES = {"accounts", "credentials", "event_buckets", "price_lists", "settings", "users"}
"""Tables that every part of a divided database would hold. This list may only shrink."""
EXCEPTIONS = Path(__file__).parent / "statements_without_account.txt"
_TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+"?(\w+)"?')
_NAMES_ACCOUNT = re.compile(r"\baccount\"? = (?:CAST\()?(?::|%\(|accounts\.id)|(?:INTO|WITH) \w+ \([^)]*\baccount\b")
OWN_TABLES = {table.name for table in schema.metadata.sorted_tables} - REFERENCE_TABLES | {"search", "words"}


def exceptions() -> set[str]:
    lines = (line.split("#")[0].strip() for line in EXCEPTIONS.read_text().splitlines())
    return {line for line in lines if line}


@pytest.mark.parametrize("table", [table for table in schema.metadata.sorted_tables if table.name in OWN_TABLES])
def test_every_key_has_the_account(table: Table) -> None:
    keys: list[Any] = [table.primary_key, *(one for one in table.constraints if isinstance(one, UniqueConstraint))]
    keys += [index for index in table.indexes if index.unique]
    assert all("account" in key.columns for key in keys), table.name


def test_reference_tables_are_what_they_say() -> None:
    assert {table.name for table in schema.metadata.sorted_tables} >= REFERENCE_TABLES


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_search_tables_have_the_account_in_their_keys(installation: Installation) -> None:
    """SQLite's full-text index knows rows by one integer only; a SQLite database is never divided."""
    inspector = inspect(installation.store.sql)
    for table in sorted(installation.engine.search.tables):
        assert "account" in inspector.get_pk_constraint(table)["constrained_columns"]


def test_every_statement_names_the_account() -> None:
    """But for the listed exceptions: a statement that names it now must leave the list, and none may be added."""
    statements = store_statements()
    assert len(statements) > 100
    violations = {
        name
        for name, sql in statements.items()
        if OWN_TABLES & set(_TABLE.findall(sql)) and not _NAMES_ACCOUNT.search(sql)
    }
    assert sorted(violations) == sorted(exceptions())


@pytest.mark.parametrize(
    ("sql", "names_it"),
    [
        ("SELECT document FROM orders WHERE orders.guid = :value", False),
        ("SELECT document FROM orders WHERE orders.account = :account AND orders.guid = :value", True),
        ("SELECT a.document FROM orders AS a JOIN numbers AS b ON a.account = b.account", False),
        ('INSERT INTO facets ("account", "facet") VALUES (:account_0, :facet_0)', True),
        ("DELETE FROM facets WHERE position = :position", False),
    ],
)
def test_what_the_test_above_sees(sql: str, names_it: bool) -> None:
    assert OWN_TABLES & set(_TABLE.findall(sql))
    assert bool(_NAMES_ACCOUNT.search(sql)) is names_it
