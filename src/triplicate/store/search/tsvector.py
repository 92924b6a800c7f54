"""Full-text search on PostgreSQL: tsvectors with a GIN index, and a B-tree of (word, position).

The GIN index intersects several words, but has no order: all matches are fetched and sorted. The B-tree returns the
orders of one whole word newest first.
"""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from sqlalchemy import ARRAY, BigInteger, Select, TextClause, bindparam, column, func, select, text

from triplicate.store.search.fold import account_word

_MATCHES_OF_WORDS = text("""
    SELECT DISTINCT place.position FROM unnest(CAST(:spelled AS text[])) AS each (word) CROSS JOIN LATERAL (
        SELECT position FROM words
        WHERE words.word = each.word AND position < CAST(:before AS bigint) AND position >= CAST(:low AS bigint)
        ORDER BY position DESC LIMIT CAST(:many AS bigint)
    ) AS place ORDER BY place.position DESC LIMIT CAST(:many AS bigint)
""")


_MATCHES_OF_PREFIX = text("""
    SELECT DISTINCT position FROM words
    WHERE word >= :begun AND word < :beyond
    AND position < CAST(:before AS bigint) AND position >= CAST(:low AS bigint)
    ORDER BY position DESC LIMIT CAST(:many AS bigint)
""")


class TsVector:
    """The statements that write and search words."""

    tables = frozenset({"search", "words"})
    add: TextClause = text(
        "WITH one AS (INSERT INTO words SELECT unnest((CAST(:words AS text[]))[2:]), CAST(:position AS bigint)) "
        "INSERT INTO search (position, words) VALUES (CAST(:position AS bigint), array_to_tsvector(:words))"
    )
    remove: TextClause = text(
        "WITH old AS (DELETE FROM search WHERE position = CAST(:position AS bigint) RETURNING position, words) "
        "DELETE FROM words USING old "
        "WHERE words.position = old.position AND words.word = ANY (tsvector_to_array(old.words))"
    )
    candidates: ClassVar[dict[str, Select[Any]]] = {
        "words": select(_MATCHES_OF_WORDS.columns(column("position", BigInteger)).subquery("matches")),
        "beginnings": select(_MATCHES_OF_PREFIX.columns(column("position", BigInteger)).subquery("matches")),
        "known": select(func.unnest(bindparam("positions", type_=ARRAY(BigInteger))).label("position")),
    }
    all_matches: TextClause = text("SELECT position FROM search WHERE words @@ CAST(:query AS tsquery) LIMIT :many")
    """Positions of the orders that match all words, unordered."""
    words_with_prefix: TextClause = text("""
        WITH RECURSIVE one (word) AS (
            (SELECT word FROM words WHERE word >= :begun AND word < :beyond ORDER BY word LIMIT 1)
            UNION ALL SELECT (
                SELECT words.word FROM words WHERE words.word > one.word AND words.word < :beyond
                ORDER BY words.word LIMIT 1
            ) FROM one WHERE one.word IS NOT NULL
        ) SELECT word FROM one WHERE word IS NOT NULL LIMIT :many
    """)
    """The distinct whole words with a prefix, by a loose index scan."""
    prefix_count: TextClause = text(
        "SELECT count(*) FROM "
        "(SELECT 1 FROM words WHERE word >= :begun AND word < :beyond LIMIT CAST(:many AS bigint)) AS told"
    )
    """The number of index entries with a prefix, up to a limit."""

    def column_value(self, account: str, words: Collection[str]) -> Any:
        """The words as a column value, the account's word first."""
        return [account_word(account), *sorted(words)]

    def values(self, account: str | None, words: Iterable[str]) -> dict[str, Any]:
        """Bind values that find the orders of an account (None: all) matching every word as a prefix."""
        account_terms = [] if account is None else [f"'{account_word(account)}'"]
        return {"query": " & ".join([*account_terms, *(f"'{word}':*" for word in words)])}

    def condition(self, word_count: int) -> TextClause:
        """A condition that checks one candidate order against the query, by its own vector."""
        return text("(SELECT words @@ CAST(:query AS tsquery) FROM search WHERE search.position = orders.position)")

    def prefix_range(self, prefix: str) -> dict[str, Any]:
        """The bounds of the words with a prefix: from the prefix to the prefix plus the highest code point."""
        return {"begun": prefix, "beyond": prefix + "\U0010ffff"}
