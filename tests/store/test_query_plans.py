"""Look-ups search an index and never scan a table; shown on SQLite, whose plans do not depend on what is stored."""

import sqlite3

import pytest
from sqlalchemy import ClauseElement, text
from sqlalchemy.dialects import sqlite

from tests.store.database_fixtures import DatabaseFactory
from triplicate.store import statements
from triplicate.store.cursor import compiled_sql
from triplicate.store.multi_row import MultiRow, RowStyle, row_sql


def _of_two_rows(statement: MultiRow) -> ClauseElement:
    return text(row_sql(statement, 2, RowStyle("INSERT", ":value", as_arrays=False)))


LOOK_UPS: dict[str, ClauseElement] = {
    **{f"ONE_ROW {name}": statement for name, statement in statements.ONE_ROW.items()},
    **{f"ORDER_FOR_UPDATE {name}": statement for name, statement in statements.ORDER_FOR_UPDATE.items()},
    **{f"ACCOUNTS_WITH_NUMBER {name}": statement for name, statement in statements.ACCOUNTS_WITH_NUMBER.items()},
    "POSITIONS_IN_USE": _of_two_rows(statements.POSITIONS_IN_USE),
    **{f"ACCOUNTS_WITH_ORDER {name}": _of_two_rows(rows) for name, rows in statements.ACCOUNTS_WITH_ORDER.items()},
    **{f"NUMBER_TAKEN {name}": statement for name, statement in statements.NUMBER_TAKEN.items()},
    "ACCOUNTS_WITH_PIECE": statements.ACCOUNTS_WITH_PIECE,
    "ORDERS_BY_PIECE": statements.ORDERS_BY_PIECE,
    "ORDERS_BY_REFERENCE": statements.ORDERS_BY_REFERENCE,
    "LOCK_COUNTERS": statements.LOCK_COUNTERS,
}


@pytest.fixture(scope="module")
def sqlite_connection(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("plans")
    with databases.create("sqlite", folder):
        connection = sqlite3.connect(folder / "triplicate.db")
        yield connection
        connection.close()


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_scans_no_table(name: str, sqlite_connection: sqlite3.Connection) -> None:
    """By number everywhere, too: no index begins with the number, so it is looked up in each account."""
    values = dict.fromkeys(("value", "account", "facet", "before", "caller", "under", "now"), 1)
    plan = sqlite_connection.execute(f"EXPLAIN QUERY PLAN {compiled_sql(LOOK_UPS[name], sqlite.dialect)}", values)
    steps = [step for *_, step in plan]
    values_only = {"SCAN CONSTANT ROW", "SCAN 2 CONSTANT ROWS", "SCAN names", "SCAN places"}
    assert not [step for step in steps if step.startswith("SCAN") and step not in values_only], steps
