"""The workshop: scanning pieces, and the production export."""
