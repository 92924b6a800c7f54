"""What orders are found by: facets, words, and metadata marks."""
