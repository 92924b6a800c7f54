"""The verbs of the order service, synchronous and without HTTP or SQL: (unit, principal, command) -> result."""
