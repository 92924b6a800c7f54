"""Answering with a stored file: its bytes, and headers under which whatever is in them can do nothing."""

import asyncio
import logging

from triplicate.app.ports import Blobs
from triplicate.app.stored import File
from triplicate.http.answer import Answer, Header
from triplicate.http.order import matches

log = logging.getLogger("triplicate")
_LARGE = 64 * 1024
"""A file that takes so long to read that others would notice."""
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "application/pdf": "pdf"}
_HARMLESS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
)


async def file_answer(file: File, blobs: Blobs, asked: bytes | None, caching: bytes) -> Answer | None:
    """The file as it is; 304 where `asked`, the If-None-Match header, names its content; None when its bytes are lost.

    Nothing in it is run or loaded, and it is never taken for anything but what it was found to be.
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
        log.error("the bytes of file %s are lost: %s", file.id, file.sha256)
        return None
    shown = f'inline; filename="{file.id}.{_ENDINGS.get(file.mime, "bin")}"'
    named = (b"content-disposition", shown.encode())
    return Answer(200, content, (*headers, named), (b"content-type", file.mime.encode()))
