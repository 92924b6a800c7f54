"""The domain: immutable data and pure functions, without I/O."""
