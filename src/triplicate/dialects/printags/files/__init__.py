"""Printags' file operations: uploads and downloads."""
