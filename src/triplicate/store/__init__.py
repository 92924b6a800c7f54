"""Persistence: maps rows to core values; the only package that imports SQLAlchemy or a database driver."""
