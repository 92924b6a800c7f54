"""Responses with a stored file, streamed, with headers that stop browsers from running or sniffing its content."""

import asyncio
import logging
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

from triplicate.api import byte_ranges, entity_tags
from triplicate.api.byte_ranges import ByteRange, UnsatisfiableRange
from triplicate.api.http_errors import HttpError, RangeNotSatisfiable
from triplicate.api.response import AnyResponse, Header, Response, Scope, StreamResponse
from triplicate.app.files.purposes import DOCUMENT
from triplicate.app.ports.blobs import Blobs
from triplicate.app.records import File

log = logging.getLogger("triplicate")
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "application/pdf": "pdf"}
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .-_()")
_SECURITY_HEADERS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
)


async def file_response(scope: Scope, file: File, blobs: Blobs, cache_control: bytes) -> AnyResponse | None:
    """The file's bytes, or the range of them that the request asks for; None if its bytes are missing.

    304 if the caller has them already. The headers forbid scripts and subresources (Content-Security-Policy), and MIME
    sniffing. Raises HttpError(RangeNotSatisfiable).
    """
    request_headers = dict(scope["headers"])
    etag, last_modified = b'"%s"' % file.sha256.encode(), _http_date(file.created_at)
    headers: tuple[Header, ...] = (
        (b"etag", etag),
        (b"last-modified", last_modified),
        (b"cache-control", cache_control),
        *_SECURITY_HEADERS,
    )
    if _is_not_modified(request_headers, etag, last_modified):
        return Response(304, b"", headers)
    if await asyncio.to_thread(blobs.stat, file.account, file.sha256) is None:
        log.error("the bytes of file %s are missing: %s", file.id, file.sha256)
        return None
    part = _range(scope["method"], request_headers, file, etag, last_modified)
    return _stream(file, blobs, part, (*headers, (b"accept-ranges", b"bytes"), _disposition(file)))


def _stream(file: File, blobs: Blobs, part: ByteRange | None, headers: tuple[Header, ...]) -> StreamResponse:
    content_type = (b"content-type", file.mime.encode())
    if part is None:
        return StreamResponse(200, file.size, blobs.open(file.account, file.sha256), headers, content_type)
    start, stop = part
    content_range = (b"content-range", b"bytes %d-%d/%d" % (start, stop - 1, file.size))
    chunks = blobs.open(file.account, file.sha256, start, stop)
    return StreamResponse(206, stop - start, chunks, (*headers, content_range), content_type)


def _range(
    method: str, request_headers: Mapping[bytes, bytes], file: File, etag: bytes, last_modified: bytes
) -> ByteRange | None:
    if method != "GET" or not byte_ranges.if_range(request_headers.get(b"if-range"), etag, last_modified):
        return None
    try:
        return byte_ranges.requested_range(request_headers.get(b"range"), file.size)
    except UnsatisfiableRange:
        raise HttpError(RangeNotSatisfiable(file.size)) from None


def _is_not_modified(request_headers: Mapping[bytes, bytes], etag: bytes, last_modified: bytes) -> bool:
    """Whether the caller has the file already; a date counts only without entity tags (RFC 9110, 13.2.2)."""
    tags = request_headers.get(b"if-none-match")
    if tags is not None:
        return entity_tags.if_none_match(tags, etag)
    since = _timestamp(request_headers.get(b"if-modified-since", b""))
    return since is not None and since >= (_timestamp(last_modified) or math.inf)


def _timestamp(date: bytes) -> float | None:
    """An HTTP date as seconds since 1970; None for anything else."""
    try:
        return parsedate_to_datetime(date.decode("latin-1")).replace(tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _http_date(at: str) -> bytes:
    return format_datetime(datetime.fromisoformat(at).replace(microsecond=0), usegmt=True).encode()


def _disposition(file: File) -> Header:
    """How a browser offers the file (RFC 6266): documents to be saved, artwork to be shown."""
    kind = "attachment" if file.purpose == DOCUMENT.name else "inline"
    name = file.name or f"{file.id}.{_EXTENSIONS.get(file.mime, 'bin')}"
    plain = "".join(character if character in _PLAIN else "_" for character in name)
    extended = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return b"content-disposition", f'{kind}; filename="{plain}"{extended}'.encode()
