"""Copies under `/v1`: an order in every dialect, and how faithful each copy is."""
