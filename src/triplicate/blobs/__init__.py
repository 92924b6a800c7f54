"""Blob stores: file bytes as streams, addressed by account and SHA-256, in a directory or in a bucket."""
