"""JSON: strict parsing, validation with every problem, unknown members."""
