"""Use cases: commands in a unit of work, queries on the reader. They know no HTTP and no SQL."""
