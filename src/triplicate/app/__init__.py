"""Use cases of the order service: (unit of work, context, command) -> result; no HTTP, no SQL."""
