"""Axim Commerce's order document: wire types, decode, encode, status, fields. Pure."""
