"""Searching on SQLite: a full-text table whose rowid counts positions down, so that matches come out newest first.

FTS5 keeps the matches of a word by rowid. Read backwards, some of its lists are walked match by match; read forwards,
none is. So the newest order has the least rowid.
"""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Select, TextClause, column, select, text

from triplicate.store.words import account_word

STREAMED = 12
"""Beginnings of up to so many letters FTS5 looks up as they are; for longer ones it first merges the whole words."""
LAST = (1 << 62) - 1
"""The last position there can be, which has the rowid 0."""
_MATCHES = text(
    f"SELECT {LAST} - rowid AS position FROM search WHERE search MATCH :query "
    f"AND rowid > {LAST} - :before AND rowid <= {LAST} - :low ORDER BY rowid LIMIT :many"
)


class Fts5:
    """The statements that write and search words."""

    ddl: tuple[str, ...] = (
        "CREATE VIRTUAL TABLE search USING fts5(words, tokenize='ascii', detail='none', columnsize=0, "
        f"prefix='{' '.join(map(str, range(1, STREAMED + 1)))}')",
    )
    tables = frozenset({"search", *(f"search_{part}" for part in ("config", "content", "data", "idx"))})
    add: TextClause = text(f"INSERT INTO search (rowid, words) VALUES ({LAST} - :position, :words)")
    remove: TextClause = text(f"DELETE FROM search WHERE rowid = {LAST} - :position")
    candidates: ClassVar[dict[str, Select[Any]]] = {
        "words": select(_MATCHES.columns(column("position", BigInteger)).subquery("matches"))
    }

    def stored(self, account: str, words: Collection[str]) -> Any:
        """The words as a value of the column."""
        return " ".join((account_word(account), *sorted(words)))

    def values(self, account: str | None, words: Iterable[str]) -> dict[str, Any]:
        """What finds the orders of an account (None: all) that have a word beginning with each of these."""
        within = [] if account is None else [f'"{account_word(account)}"']
        query = " AND ".join([*within, *(f'"{word}"*' for word in words)])
        return {"query": query, **{f"word_{place}": f" {word}" for place, word in enumerate(words)}}

    def fits(self, words: int) -> TextClause:
        """Whether an order has a word beginning with each of so many: a look at the words that are stored."""
        each = " AND ".join(f"instr(' ' || words, :word_{place}) > 0" for place in range(words))
        return text(f"(SELECT {each} FROM search WHERE rowid = {LAST} - orders.position)")
