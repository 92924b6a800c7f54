"""Lists and full-text search: the query planner, its SQL, and the indexes of both databases."""
