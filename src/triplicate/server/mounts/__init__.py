"""Mounts: other ASGI applications below a prefix, with our limits, access rules and request ids around them."""
