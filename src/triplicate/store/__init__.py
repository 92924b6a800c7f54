"""Rows to core values and back: the only package that knows SQL, SQLAlchemy or a database driver."""
