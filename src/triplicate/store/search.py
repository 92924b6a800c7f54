"""Searching by the beginnings of words, in each database's own way."""

from triplicate.store.fts5 import Fts5
from triplicate.store.tsvector import TsVector

Search = Fts5 | TsVector
FTS5, TSVECTOR = Fts5(), TsVector()
