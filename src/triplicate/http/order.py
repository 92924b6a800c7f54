"""Answering with one order: conditional requests, the caller's view, the dialect's envelope."""

import asyncio
import zlib

from triplicate.app import links
from triplicate.app.ports import Stored
from triplicate.core import copies, order
from triplicate.core.access import SECRETS
from triplicate.core.copies import Mapping, View
from triplicate.core.order import Order
from triplicate.http.answer import Answer, Header
from triplicate.http.op import Call

PRIVATE = (b"cache-control", b"private, no-cache")
"""An order is the caller's own, whichever header signed the caller in: shared caches must not keep it."""
_LARGE = 256 * 1024
"""Stored orders that take so long to write that others would notice."""


async def order_answer(call: Call, mapping: Mapping, stored: Stored) -> Answer:
    """The order in the dialect's success envelope, or 304 when the caller already has it. A large one is written beside
    the event loop.

    The strong ETag is made of the order's version and bytes, the mapping's revision, whether secrets are shown, and the
    signature window where links are signed, so that a 304 never leaves dead links.
    """
    if len(stored.document) > _LARGE:
        return await asyncio.to_thread(_order_answer, call, mapping, stored)
    return _order_answer(call, mapping, stored)


def _order_answer(call: Call, mapping: Mapping, stored: Stored) -> Answer:
    found = order.decode(stored.document)
    tag, window = _tag(call, mapping, found, stored.document)
    asked = call.headers.get(b"if-none-match")
    if asked is not None and matches(asked, tag):
        return Answer(304, b"", ((b"etag", tag), PRIVATE))
    return Answer(200, _body(call, mapping, found, window), ((b"etag", tag), PRIVATE))


def changed_answer(
    call: Call, mapping: Mapping, changed: Order, status: int = 200, location: str | None = None
) -> Answer:
    """The order as it now is, with the ETag that GET would give; `location` is the path where a new one can be read."""
    tag, window = _tag(call, mapping, changed, order.encode(changed))
    headers: tuple[Header, ...] = ((b"etag", tag), PRIVATE)
    if location is not None:
        headers = (*headers, (b"location", location.encode()))
    return Answer(status, _body(call, mapping, changed, window), headers)


async def shown_all(call: Call, mapping: Mapping, found: list[Stored]) -> list[bytes]:
    """Orders as this caller sees them, as JSON texts; large ones are written beside the event loop."""

    def work() -> list[bytes]:
        return [shown(call, mapping, order.decode(stored.document)) for stored in found]

    large = sum(len(stored.document) for stored in found) > _LARGE
    return await asyncio.to_thread(work) if large else work()


def shown(call: Call, mapping: Mapping, found: Order) -> bytes:
    """An order as this caller sees it now, as JSON text without an envelope."""
    return copies.render(mapping, found, _view(call, links.window()), call.services.keys.unseal)


def _tag(call: Call, mapping: Mapping, found: Order, document: bytes) -> tuple[bytes, int]:
    """The entity tag, and the signature window (0 where no links are signed)."""
    secrets = b"s" if SECRETS in call.principal.scopes else b""
    tag = b'"%d-%x-%d%s"' % (found.version, zlib.crc32(document), mapping.revision, secrets)
    if found.whole or not any(line.file is not None for line in found.lines):
        return tag, 0
    window = links.window()
    return b'%s-%d"' % (tag[:-1], window), window


def _body(call: Call, mapping: Mapping, found: Order, window: int) -> bytes:
    return copies.enclose(mapping, copies.render(mapping, found, _view(call, window), call.services.keys.unseal))


def _view(call: Call, window: int) -> View:
    keys = call.services.keys
    return View(
        secrets=SECRETS in call.principal.scopes,
        link=lambda file: call.base_url() + links.path(keys, file, window),
    )


def matches(header: bytes, tag: bytes) -> bool:
    """Whether an If-None-Match header names this entity tag; weak and strong forms compare alike (RFC 9110, 13.1.2)."""
    names = [name.strip().removeprefix(b"W/") for name in header.split(b",")]
    return tag in names or names == [b"*"]
