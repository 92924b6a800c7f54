"""HTTP: the only package that knows ASGI. It runs the dialects' operations and knows none of them by name."""
