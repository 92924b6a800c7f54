"""Content of files: detecting the type from the bytes, checking that they are complete, and sanitising drawings."""
