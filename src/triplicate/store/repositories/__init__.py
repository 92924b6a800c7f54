"""Repositories: rows to core values and back, inside one unit of work."""
