"""Marketiger's order operations."""
