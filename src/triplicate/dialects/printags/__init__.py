"""Printags's order API, complete in this folder."""
