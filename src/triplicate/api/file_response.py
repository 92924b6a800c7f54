"""Responses with a stored file, with headers that stop browsers from running or sniffing its content."""

import asyncio
import logging

from triplicate.api.order_response import matches
from triplicate.api.response import Answer, Header
from triplicate.app.ports import Blobs
from triplicate.app.records import File

log = logging.getLogger("triplicate")
_LARGE = 64 * 1024
"""Larger files are read in a thread, so that they do not block the event loop."""
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "application/pdf": "pdf"}
_HARMLESS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
)


async def file_answer(file: File, blobs: Blobs, asked: bytes | None, caching: bytes) -> Answer | None:
    """The file's bytes; 304 if the `if_none_match` header matches its content; None if its bytes are missing.

    The headers forbid scripts and subresources (Content-Security-Policy), and MIME sniffing.
    """
    tag = b'"%s"' % file.sha256.encode()
    headers: tuple[Header, ...] = ((b"etag", tag), (b"cache-control", caching), *_HARMLESS)
    if asked is not None and matches(asked, tag):
        return Answer(304, b"", headers)
    if file.size > _LARGE:
        content = await asyncio.to_thread(blobs.get, file.sha256)
    else:
        content = blobs.get(file.sha256)
    if content is None:
        log.error("the bytes of file %s are missing: %s", file.id, file.sha256)
        return None
    shown = f'inline; filename="{file.id}.{_ENDINGS.get(file.mime, "bin")}"'
    named = (b"content-disposition", shown.encode())
    return Answer(200, content, (*headers, named), (b"content-type", file.mime.encode()))
