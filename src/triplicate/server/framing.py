"""What RFC 9112 asks of a request's head beyond what the parser looks at: version, method, Host, Transfer-Encoding."""

import re

from triplicate.api.http_errors import AnyFailure, ProtocolError
from triplicate.core.failures import InvalidInput, Problem
from triplicate.server import limits

_is_host = re.compile(rb"[A-Za-z0-9\-._~%!$&'()*+,;=:\[\]]*").fullmatch
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_LINE = re.compile(rb"(?:^|\n)" + rb"(%s) ([^\s]+) HTTP/([0-9])\.([0-9])\r?\n" % _TOKEN)
_AUTHORITY = re.compile(rb"^https?://[^/?]*", re.IGNORECASE)
_BEGINNING = re.compile(rb"[\r\n]*%s( [\x21-\x7e]*( [HTP/0-9.]{0,8}\r?)?)?" % _TOKEN)
_LOGGABLE = re.compile(r"/[\x21-\x7e\x80-\xff]*")
MAX_LINE_BYTES = 2048
"""How much of a line that the parser gave up on is waited for."""
Headers = list[tuple[bytes, bytes]]


def head_failure(version: str, method: bytes, headers: Headers) -> AnyFailure | None:
    """Why a head that the parser took is not answered as it asks, or None (RFC 9112, 2.3, 3.2 and 6.1).

    The parser itself refuses two Content-Lengths, and Content-Length beside Transfer-Encoding.
    """
    if version not in ("1.1", "1.0"):
        return wrong_version(version)
    if method == b"CONNECT":
        return unknown_method(method)
    if len(headers) > limits.MAX_FIELDS:
        return ProtocolError(431, f"The request has more than {limits.MAX_FIELDS} header fields.")
    hosts, coding = 0, None
    for name, value in headers:
        if name == b"host":
            hosts += 1
            if not _is_host(value):
                return _invalid("Host", "must be a host name or address, with or without a port")
        elif name == b"transfer-encoding":
            coding = value if coding is None else coding + b"," + value
    if hosts != 1 and (version == "1.1" or hosts):
        return _invalid("Host", "must be sent exactly once")
    return _coding_failure(version, coding) if coding is not None else None


def _coding_failure(version: str, value: bytes) -> AnyFailure | None:
    codings = [coding.strip().lower() for coding in value.split(b",")]
    if version == "1.0":
        return _invalid("Transfer-Encoding", "must not be sent with HTTP/1.0")
    if codings == [b"chunked"]:
        return None
    if codings[-1] != b"chunked" or b"chunked" in codings[:-1]:
        return _invalid("Transfer-Encoding", "must end with `chunked`, once")
    return ProtocolError(501, "The only transfer coding that is implemented is `chunked`.")


def line_failure(opening: bytes, in_line: bool) -> AnyFailure | None:
    """Why the parser gave up on bytes that begin with a request line; None while the end of that line decides.

    `in_line`: it gave up on the method or the version.
    """
    for line in _LINE.finditer(opening):
        method, _, major, minor = line.groups()
        if major + minor not in (b"11", b"10"):
            return wrong_version(f"{major.decode()}.{minor.decode()}")
        if in_line and method not in _METHODS:
            return unknown_method(method)
    if in_line and len(opening) < MAX_LINE_BYTES and _BEGINNING.fullmatch(opening):
        return None
    return invalid_http()


def body_head(headers: Headers) -> bytes:
    """A head that a body follows in the same way as these headers say; nothing where they say that none does."""
    for name, value in headers:
        if name == b"transfer-encoding" or (name == b"content-length" and int(value)):
            return b"POST / HTTP/1.1\r\n%s: %s\r\n\r\n" % (name, value)
    return b""


def target_path(opening: bytes) -> str:
    """The path of a request line, whole or not: as much of it as can name a dialect."""
    words = opening.lstrip(b"\r\n")[:512].split(b" ", 2)
    return path_of(words[1] if len(words) > 1 else b"/")


def path_of(url: bytes) -> str:
    """The path of a target that may be too long for the parser, as `target_path` has it."""
    return _AUTHORITY.sub(b"", url[:256]).partition(b"?")[0].decode("latin-1")


def loggable_path(path: str) -> bytes:
    """As much of a path as is one, as bytes for a log: what is no request line has other things in its place."""
    match = _LOGGABLE.match(path)
    return match[0].encode("latin-1") if match else b""


def invalid_http() -> AnyFailure:
    """The failure of what is not HTTP at all."""
    return _invalid("request", "is not valid HTTP")


def invalid_target() -> AnyFailure:
    """The failure of a request whose target is not a URL."""
    return _invalid("request target", "is not a valid URL")


def wrong_version(version: str) -> ProtocolError:
    """The failure of a request in a version of HTTP that is not spoken here."""
    return ProtocolError(505, f"HTTP/{version} is not spoken here: use HTTP/1.1.")


def unknown_method(method: bytes) -> ProtocolError:
    """The failure of a request with a method that nothing here implements."""
    return ProtocolError(501, f"The method {method[:32].decode('latin-1')} is not implemented.")


def _invalid(path: str, reason: str) -> InvalidInput:
    return InvalidInput((Problem(path, reason),))


_METHODS = frozenset(b"GET HEAD POST PUT PATCH DELETE OPTIONS TRACE".split())
