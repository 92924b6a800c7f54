"""Responses with a stored file, with headers that stop browsers from running or sniffing its content."""

import asyncio
import logging

from triplicate.api import entity_tags
from triplicate.api.response import Header, Response
from triplicate.app.ports import Blobs
from triplicate.app.records import File

log = logging.getLogger("triplicate")
_LARGE_BYTES = 64 * 1024
"""Larger files are read in a thread, so that they do not block the event loop."""
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "application/pdf": "pdf"}
_SECURITY_HEADERS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
)


async def file_response(file: File, blobs: Blobs, if_none_match: bytes | None, cache_control: bytes) -> Response | None:
    """The file's bytes; 304 if the `if_none_match` header matches its content; None if its bytes are missing.

    The headers forbid scripts and subresources (Content-Security-Policy), and MIME sniffing.
    """
    etag = b'"%s"' % file.sha256.encode()
    headers: tuple[Header, ...] = ((b"etag", etag), (b"cache-control", cache_control), *_SECURITY_HEADERS)
    if if_none_match is not None and entity_tags.if_none_match(if_none_match, etag):
        return Response(304, b"", headers)
    if file.size > _LARGE_BYTES:
        content = await asyncio.to_thread(blobs.get, file.sha256)
    else:
        content = blobs.get(file.sha256)
    if content is None:
        log.error("the bytes of file %s are missing: %s", file.id, file.sha256)
        return None
    disposition = f'inline; filename="{file.id}.{_EXTENSIONS.get(file.mime, "bin")}"'
    content_disposition = (b"content-disposition", disposition.encode())
    return Response(200, content, (*headers, content_disposition), (b"content-type", file.mime.encode()))
