"""The media type of a file, read off its first bytes; never one that a browser would run."""

UNKNOWN = "application/octet-stream"
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)


def media_type(head: bytes) -> str:
    """The media type that a file beginning with `head` has, as far as it can be told."""
    return next((name for signature, name in _SIGNATURES if head.startswith(signature)), UNKNOWN)
