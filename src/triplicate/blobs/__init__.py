"""Bytes of stored files: today a directory, named by content."""
