"""Printags' account operations."""
