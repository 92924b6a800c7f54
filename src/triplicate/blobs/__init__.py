"""Blob stores: content-addressed storage of file bytes, at present in a directory."""
