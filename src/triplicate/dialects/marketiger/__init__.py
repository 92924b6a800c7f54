"""Marketiger's order API, complete in this folder."""
