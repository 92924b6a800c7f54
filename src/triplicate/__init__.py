"""Triplicate: one order, every dialect."""

__version__ = "0.1.0"
