"""Readers: fast reads outside units of work, one reader per database."""
