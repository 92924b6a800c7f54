"""The ASGI side: the application, its routes, the checks before a handler, and the protocol limits."""
