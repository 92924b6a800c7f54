"""Order responses: ETag and conditional requests, secrets and links by caller, and the dialect's envelope."""

import asyncio
import zlib

from triplicate.api.operation import Call
from triplicate.api.response import Answer, Header
from triplicate.app.files import signed_links
from triplicate.app.ports import Stored
from triplicate.core.access import SECRETS
from triplicate.core.documents import codec
from triplicate.core.documents.codec import Mapping, View
from triplicate.core.order import order
from triplicate.core.order.order import Order

PRIVATE = (b"cache-control", b"private, no-cache")
"""Orders are private whichever header authenticated the caller, so shared caches must not store them."""
_LARGE = 256 * 1024
"""Larger stored orders are rendered in a thread, so that they do not block the event loop."""


async def order_answer(call: Call, mapping: Mapping, stored: Stored) -> Answer:
    """The order in the dialect's success envelope, or 304 if If-None-Match matches. Large orders are rendered in a
    thread.

    The strong ETag covers the order's version and bytes, the codec's revision, whether secrets are shown, and the
    signature window of signed links, so that a 304 never leaves a client with expired links.
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
    """The order after a change, with the ETag that GET would give; `location` is the path of a new order."""
    tag, window = _tag(call, mapping, changed, order.encode(changed))
    headers: tuple[Header, ...] = ((b"etag", tag), PRIVATE)
    if location is not None:
        headers = (*headers, (b"location", location.encode()))
    return Answer(status, _body(call, mapping, changed, window), headers)


async def shown_all(call: Call, mapping: Mapping, found: list[Stored]) -> list[bytes]:
    """Renders orders for this caller as JSON, without envelopes; many or large ones in a thread."""

    def work() -> list[bytes]:
        return [shown(call, mapping, order.decode(stored.document)) for stored in found]

    large = sum(len(stored.document) for stored in found) > _LARGE
    return await asyncio.to_thread(work) if large else work()


def shown(call: Call, mapping: Mapping, found: Order) -> bytes:
    """Renders an order for this caller as JSON, without an envelope."""
    return codec.render(mapping, found, _view(call, signed_links.window()), call.services.keys.unseal)


def _tag(call: Call, mapping: Mapping, found: Order, document: bytes) -> tuple[bytes, int]:
    """The entity tag, and the signature window (0 if the order has no signed links)."""
    secrets = b"s" if SECRETS in call.principal.scopes else b""
    tag = b'"%d-%x-%d%s"' % (found.version, zlib.crc32(document), mapping.revision, secrets)
    if found.whole or not any(line.file is not None for line in found.lines):
        return tag, 0
    window = signed_links.window()
    return b'%s-%d"' % (tag[:-1], window), window


def _body(call: Call, mapping: Mapping, found: Order, window: int) -> bytes:
    return codec.enclose(mapping, codec.render(mapping, found, _view(call, window), call.services.keys.unseal))


def _view(call: Call, window: int) -> View:
    keys = call.services.keys
    return View(
        secrets=SECRETS in call.principal.scopes,
        link=lambda file: call.base_url() + signed_links.path(keys, file, window),
    )


def matches(header: bytes, tag: bytes) -> bool:
    """Whether an If-None-Match header matches this entity tag, by weak comparison (RFC 9110, 13.1.2)."""
    names = [name.strip().removeprefix(b"W/") for name in header.split(b",")]
    return tag in names or names == [b"*"]
