"""Tells whether a request comes from the server's own machine: directly, and meant for it by its Host header.

A proxy on the same machine connects from there as well, so whatever names another caller counts as coming from afar.
The Host header is checked because a web page elsewhere can have its own name resolve to 127.0.0.1 (DNS rebinding).
"""

from ipaddress import ip_address

from triplicate.api.response import Headers, Scope

_FORWARDING = (b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip")


def is_from_loopback(scope: Scope, headers: Headers) -> bool:
    """Whether the connection, the Host header, and the absence of forwarding headers say so."""
    client = scope.get("client")
    if client is None or not _is_loopback_address(client[0]) or any(name in headers for name in _FORWARDING):
        return False
    host = _host_name(headers.get(b"host", b"").decode("latin-1"))
    return host == "localhost" or _is_loopback_address(host)


def _host_name(host: str) -> str:
    """The name of a Host header without its port, and without the brackets of an IPv6 address."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def _is_loopback_address(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False
