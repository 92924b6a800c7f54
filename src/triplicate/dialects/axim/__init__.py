"""Axim Commerce's order API, complete in this folder."""
