"""Commands that import and export documents of the vendors, and the stream of documents that they read."""
