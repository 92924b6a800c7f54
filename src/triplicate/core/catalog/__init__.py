"""Price lists and quotes, and what goes on NFC chips."""
