"""The native order document: wire types, decode, encode, status, fields. Pure."""
