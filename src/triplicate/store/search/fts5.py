"""Full-text search on SQLite: an FTS5 table whose rowids descend with the position, so matches come newest first.

FTS5 stores the matches of a word by rowid, and reads them faster in ascending than in descending order. Therefore the
newest order has the lowest rowid. It has no column for the account: its word among the order's words stands for it.
"""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Select, TextClause, column, select, text

from triplicate.store.multi_row import MultiRow
from triplicate.store.search.fold import account_word

MAX_PREFIX_LENGTH = 12
"""Prefixes up to this length have an FTS5 prefix index; for longer ones FTS5 first merges the lists of whole words."""
MAX_POSITION = (1 << 62) - 1
"""The highest possible position; its rowid is 0."""
_MATCHES = text(
    f"SELECT {MAX_POSITION} - rowid AS position FROM search WHERE search MATCH :query "
    f"AND rowid > {MAX_POSITION} - :before AND rowid <= {MAX_POSITION} - :low ORDER BY rowid LIMIT :many"
)


class Fts5:
    """The statements that write and search words."""

    tables = frozenset({"search", *(f"search_{part}" for part in ("config", "content", "data", "idx"))})
    add = MultiRow("INSERT INTO search (rowid, words) VALUES ", f"({MAX_POSITION} - :position_{{n}}, :words_{{n}})")
    remove = MultiRow("DELETE FROM search WHERE rowid IN (", f"{MAX_POSITION} - :position_{{n}}", tail=")")
    candidates: ClassVar[dict[str, Select[Any]]] = {
        "words": select(_MATCHES.columns(column("position", BigInteger)).subquery("matches"))
    }

    def column_value(self, account: str, words: Collection[str]) -> Any:
        """The words as a column value, the account's word first."""
        return " ".join((account_word(account), *sorted(words)))

    def values(self, account: str | None, words: Iterable[str]) -> dict[str, Any]:
        """Bind values that find the orders of an account (None: all) matching every word as a prefix."""
        account_terms = [] if account is None else [f'"{account_word(account)}"']
        query = " AND ".join([*account_terms, *(f'"{word}"*' for word in words)])
        return {"query": query, **{f"word_{place}": f" {word}" for place, word in enumerate(words)}}

    def condition(self, word_count: int) -> TextClause:
        """A condition that checks one candidate order: every word is a prefix of one of its stored words."""
        conditions = " AND ".join(f"instr(' ' || words, :word_{place}) > 0" for place in range(word_count))
        return text(f"(SELECT {conditions} FROM search WHERE rowid = {MAX_POSITION} - orders.position)")
