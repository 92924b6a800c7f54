"""The workshop under `/v1`: pieces, production export, packing lists."""
