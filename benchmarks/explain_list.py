"""Which SQL does a list of orders run on SQLite, and by which plan? `docs/debugging.md` says how to read the answer."""

import argparse
import sqlite3
import sys
from pathlib import Path

from sqlalchemy.dialects import sqlite
from triplicate import config
from triplicate.api.parameters import QueryRule, parse_parameters, parse_query
from triplicate.app.ports import OrderPage
from triplicate.core.access import OPERATOR
from triplicate.core.failures import DomainError
from triplicate.dialects.native.orders import list_query
from triplicate.dialects.native.orders.parameters import ListParameters
from triplicate.store.cursor import compiled_sql
from triplicate.store.engine import SqliteEngine, choose_engine
from triplicate.store.search.planner import plan
from triplicate.store.search.steps import Query, QuerySteps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("query", nargs="?", default="", help="as in the URL: 'stage=accepted&q=ada&limit=50'")
    parser.add_argument("--data", type=Path, help="the data directory (TRIPLICATE_DATA, default .triplicate)")
    options = parser.parse_args()
    settings = config.load(options.data)
    engine = choose_engine(settings.data, settings.database_url)
    if not isinstance(engine, SqliteEngine) or not engine.path.exists():
        sys.exit(f"there is no SQLite database in {settings.data}")
    try:
        parameters = parse_parameters(ListParameters, {}, parse_query(options.query.encode()), QueryRule.STRICT)
        order_query = list_query.parse_query(parameters)
    except DomainError as error:
        sys.exit(f"the query is not valid: {error.failure}")
    page_plan = plan(OPERATOR, order_query, engine.lists)
    if page_plan is None:
        sys.exit("no order can match: no SQL is run")
    print(f"read {'in a thread' if page_plan.is_slow else 'on the event loop'}\n")
    page = explain(sqlite3.connect(f"file:{engine.path}?mode=ro", uri=True), page_plan.steps)
    print(f"{len(page.orders)} orders; {'the scan budget ended the page early' if page.scan_stopped else 'complete'}")


def explain(connection: sqlite3.Connection, steps: QuerySteps[OrderPage]) -> OrderPage:
    """Runs the steps of a page, and prints each statement, its values and its plan."""
    query = next(steps)
    while True:
        try:
            query = steps.send(rows(connection, query))
        except StopIteration as stop:
            page: OrderPage = stop.value
            return page


def rows(connection: sqlite3.Connection, query: Query) -> list[tuple[object, ...]]:
    """The rows of a query, which is printed with its plan."""
    sql = compiled_sql(query.statement, sqlite.dialect)
    print(sql)
    print({name: value for name, value in query.values.items() if f":{name}" in sql})
    for _, _, _, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}", query.values):
        print(f"  {step}")
    result = connection.execute(sql, query.values).fetchall()
    print(f"  = {len(result)} rows\n")
    return result


if __name__ == "__main__":
    main()
