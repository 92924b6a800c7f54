"""Lists on PostgreSQL read along an index, however much larger than the average an account or a word is."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy.dialects.postgresql.psycopg import dialect

from tests.store.database_fixtures import Database
from tests.store.document_fixtures import ACCOUNT, principal_of
from triplicate.app.ports import OrderQuery
from triplicate.core.search.facets import Facet
from triplicate.main import Installation
from triplicate.store.cursor import compiled_sql
from triplicate.store.readers import event_reads
from triplicate.store.readers.postgres_pool import PostgresPool
from triplicate.store.search.fold import account_word
from triplicate.store.search.indexes import TSVECTOR
from triplicate.store.search.planner import plan
from triplicate.store.search.postgres_text import MAX_SORTED_MATCHES
from triplicate.store.search.steps import QuerySteps

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
LARGE, SMALL_ACCOUNTS, OTHERS = 10_000, 300, 30_000
"""Orders of one account, how many others there are, and the orders of all of these."""
MAX_ROWS = 500
"""More than a batch of candidates, and far less than the large account has."""
_FILL = f"""
INSERT INTO accounts SELECT id, 'n', 'EUR', '', '', '' FROM
    (SELECT '{ACCOUNT}' AS id UNION ALL SELECT 'a' || i FROM generate_series(1, {SMALL_ACCOUNTS}) i) AS ids;
CREATE TEMP TABLE made AS SELECT i, CASE WHEN i > {OTHERS} THEN '{ACCOUNT}' ELSE 'a' || (i % {SMALL_ACCOUNTS} + 1) END
    AS account FROM generate_series(1, {OTHERS + LARGE}) i;
INSERT INTO orders (account, position, guid, oid, number, origin, version, shape, changed, digest, document)
    SELECT account, i, 'g' || i, 'o' || i, i, 'native', 1, 1, i, i, repeat('x', 300)::bytea FROM made;
INSERT INTO facets SELECT account, 1, 'created', i FROM made;
INSERT INTO search SELECT account, i, array_to_tsvector(
    ARRAY['com', mark, CASE WHEN i % 50 = 0 THEN 'rare' ELSE 'often' END])
    FROM made JOIN marks USING (account);
INSERT INTO words SELECT word, i, account FROM made, unnest(ARRAY['com', 'w' || i % 1000, 'x' || i]) AS word;
INSERT INTO events SELECT account, i, 0, i, 'g' || i, 'k', '', '', NULL, '', '', 1, '' FROM made;
ANALYZE
"""


@pytest.fixture
def connection(installation: Installation, database: Database) -> Iterator[psycopg.Connection[Any]]:
    """With the settings of a list, to a database with one large account and a word that all orders have."""
    assert database.url is not None
    with psycopg.connect(database.url, autocommit=True) as made:
        made.execute("CREATE TEMP TABLE marks (account text, mark text)")
        accounts = [ACCOUNT, *(f"a{number}" for number in range(1, SMALL_ACCOUNTS + 1))]
        with made.cursor() as cursor:
            cursor.executemany("INSERT INTO marks VALUES (%s, %s)", [(id, account_word(id)) for id in accounts])
        made.execute(_FILL)
        made.execute(PostgresPool(database.url, 60)._begin_sql)
        yield made


QUERIES = (
    OrderQuery(),
    OrderQuery(sort="changed"),
    OrderQuery(facets={Facet.STEP: ("created",)}),
    OrderQuery(facets={Facet.STEP: ("created", "shipped")}),
    OrderQuery(facets={Facet.STEP: ("created",)}, sort="changed"),
    OrderQuery(words=("com",)),
)


def test_lists_and_events_read_no_more_than_a_batch(
    installation: Installation, connection: psycopg.Connection[Any]
) -> None:
    rows = {"events": _most_rows(connection, event_reads.account_events(ACCOUNT, 0, 100))}
    for account in (ACCOUNT, None):
        for query in QUERIES:
            page_plan = plan(principal_of(account), query, installation.engine.lists)
            assert page_plan is not None
            rows[f"{account} {query}"] = _most_rows(connection, page_plan.steps)
    assert {name: count for name, count in rows.items() if count > MAX_ROWS} == {}


@pytest.mark.parametrize(("account", "own_rows"), [(ACCOUNT, LARGE), ("a7", OTHERS // SMALL_ACCOUNTS)])
@pytest.mark.parametrize("words", [("com",), ("rare",), ("com", "rare"), ("often",)])
def test_all_matches_of_an_account_are_sought_among_its_own_rows(
    connection: psycopg.Connection[Any], account: str, own_rows: int, words: tuple[str, ...]
) -> None:
    """However large it is among the others: what a node of the plan reads and throws away counts too."""
    sql = compiled_sql(TSVECTOR.all_matches[True], dialect)
    values = {**TSVECTOR.values(account, words), "account": account, "many": MAX_SORTED_MATCHES + 1}
    ((explained,),) = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values).fetchall()
    counts = [*_read_counts(explained[0]["Plan"])]
    assert counts
    assert max(counts) <= own_rows


def _read_counts(node: dict[str, Any]) -> Iterator[int]:
    """The rows that each node of a plan reads, with those that it throws away."""
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    yield int((node["Actual Rows"] + removed) * node["Actual Loops"])
    for child in node.get("Plans", ()):
        yield from _read_counts(child)


def _most_rows(connection: psycopg.Connection[Any], steps: QuerySteps[Any]) -> int:
    """The most rows that a node of any plan returns, of the first statements of some steps."""
    most, query = 0, next(steps)
    for _ in range(3):
        sql = compiled_sql(query.statement, dialect)
        ((explained,),) = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", query.values).fetchall()
        most = max(most, *_row_counts(explained[0]["Plan"]))
        try:
            query = steps.send(connection.execute(sql, query.values).fetchall())
        except (StopIteration, ValueError):
            break
    return most


def _row_counts(node: dict[str, Any]) -> Iterator[int]:
    yield int(node["Actual Rows"] * node["Actual Loops"])
    for child in node.get("Plans", ()):
        yield from _row_counts(child)
