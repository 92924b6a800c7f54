"""Printags' order operations: create, validate, find."""
