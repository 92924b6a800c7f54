"""The native order API, complete in this folder."""
