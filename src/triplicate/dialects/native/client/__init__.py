"""The Python client of the native API; `triplicate.client` exports it."""
