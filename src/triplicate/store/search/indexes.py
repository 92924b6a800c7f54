"""The full-text indexes for word prefixes: FTS5 on SQLite, tsvector on PostgreSQL."""

from triplicate.store.search.fts5 import Fts5
from triplicate.store.search.tsvector import TsVector

Search = Fts5 | TsVector
FTS5, TSVECTOR = Fts5(), TsVector()
