"""Full-text search on PostgreSQL: tsvectors with a GIN index, and a B-tree of (word, position).

The GIN index intersects several words, but has no order: all matches are fetched and sorted. The B-tree returns the
orders of one whole word newest first.
"""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from sqlalchemy import ARRAY, BigInteger, Select, Text, TextClause, bindparam, column, func, select, text

from triplicate.store.multi_row import MultiRow
from triplicate.store.search.fold import account_word

_MATCHES_OF_WORDS = text("""
    SELECT DISTINCT place.position, place.account FROM unnest(CAST(:spelled AS text[])) AS each (word)
    CROSS JOIN LATERAL (
        SELECT position, account FROM words
        WHERE words.word = each.word AND position < CAST(:before AS bigint) AND position >= CAST(:low AS bigint)
        ORDER BY position DESC LIMIT CAST(:many AS bigint)
    ) AS place ORDER BY place.position DESC LIMIT CAST(:many AS bigint)
""")


_MATCHES_OF_PREFIX = text("""
    SELECT DISTINCT position, account FROM words
    WHERE word >= :begun AND word < :beyond
    AND position < CAST(:before AS bigint) AND position >= CAST(:low AS bigint)
    ORDER BY position DESC LIMIT CAST(:many AS bigint)
""")

_CANDIDATE_COLUMNS = (column("position", BigInteger), column("account", Text))
_all_matches = "SELECT position FROM search WHERE words @@ CAST(:query AS tsquery)"


class TsVector:
    """The statements that write and search words."""

    tables = frozenset({"search", "words"})
    add = MultiRow(
        "WITH added (account, position, words) AS (VALUES ",
        "(CAST(:account_{n} AS text), CAST(:position_{n} AS bigint), CAST(:words_{n} AS text[]))",
        tail="), words_added AS (INSERT INTO words (word, position, account) "
        "SELECT unnest(words[2:]), position, account FROM added) "
        "INSERT INTO search (account, position, words) SELECT account, position, array_to_tsvector(words) FROM added",
    )
    remove = MultiRow(
        "WITH removed (account, position) AS (VALUES ",
        "(CAST(:account_{n} AS text), CAST(:position_{n} AS bigint))",
        tail="), old AS (DELETE FROM search USING removed "
        "WHERE search.account = removed.account AND search.position = removed.position RETURNING search.*) "
        "DELETE FROM words USING old WHERE words.account = old.account AND words.position = old.position "
        "AND words.word = ANY (tsvector_to_array(old.words))",
    )
    candidates: ClassVar[dict[str, Select[Any]]] = {
        "words": select(_MATCHES_OF_WORDS.columns(*_CANDIDATE_COLUMNS).subquery("matches")),
        "beginnings": select(_MATCHES_OF_PREFIX.columns(*_CANDIDATE_COLUMNS).subquery("matches")),
        "known": select(func.unnest(bindparam("positions", type_=ARRAY(BigInteger))).label("position")),
    }
    all_matches: ClassVar[dict[bool, TextClause]] = {
        True: text(f"{_all_matches} AND account = :account LIMIT :many"),
        False: text(f"{_all_matches} LIMIT :many"),
    }
    """Positions of the orders that match all words, unordered: within an account (True) or of all (False)."""
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
        return text(
            "(SELECT words @@ CAST(:query AS tsquery) FROM search "
            "WHERE search.account = orders.account AND search.position = orders.position)"
        )

    def prefix_range(self, prefix: str) -> dict[str, Any]:
        """The bounds of the words with a prefix: from the prefix to the prefix plus the highest code point."""
        return {"begun": prefix, "beyond": prefix + "\U0010ffff"}
