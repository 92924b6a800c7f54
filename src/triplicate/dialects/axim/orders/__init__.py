"""Axim Commerce's order operations."""
