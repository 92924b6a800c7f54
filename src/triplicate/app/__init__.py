"""The verbs of the order service, without HTTP or SQL; changes: (unit, principal, command) -> result."""
