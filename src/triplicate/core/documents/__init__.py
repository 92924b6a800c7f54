"""Vendor documents and orders: codec, patch, merge, coercion of wire values."""
