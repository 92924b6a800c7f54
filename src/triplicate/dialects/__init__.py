"""The dialects: each folder is one vendor's API, complete in itself, with the same file names in each."""
