"""Answering with one order: conditional requests, the caller's view, the dialect's envelope."""

import zlib

from triplicate.app import links
from triplicate.app.ports import Stored
from triplicate.core import copies, order
from triplicate.core.access import SECRETS
from triplicate.core.copies import Mapping, View
from triplicate.http.answer import Answer
from triplicate.http.op import Call

_PRIVATE = (b"cache-control", b"private, no-cache")
"""An order is the caller's own, whichever header signed the caller in: shared caches must not keep it."""


def order_answer(call: Call, mapping: Mapping, stored: Stored) -> Answer:
    """The order in the dialect's success envelope, or 304 when the caller already has it.

    The strong ETag is made of the order's version and bytes, the mapping's revision, whether secrets are shown, and the
    signature window where links are signed, so that a 304 never leaves dead links.
    """
    found = order.decode(stored.document)
    secrets = SECRETS in call.principal.scopes
    tag = b'"%d-%x-%d%s"' % (stored.version, zlib.crc32(stored.document), mapping.revision, b"s" if secrets else b"")
    window = 0
    if not found.whole and any(line.file is not None for line in found.lines):
        window = links.window()
        tag = b'%s-%d"' % (tag[:-1], window)
    asked = call.headers.get(b"if-none-match")
    if asked is not None and matches(asked, tag):
        return Answer(304, b"", ((b"etag", tag), _PRIVATE))
    keys = call.services.keys
    view = View(secrets=secrets, link=lambda file: call.base_url() + links.path(keys, file, window))
    body = copies.enclose(mapping, copies.render(mapping, found, view, keys.unseal))
    return Answer(200, body, ((b"etag", tag), _PRIVATE))


def matches(header: bytes, tag: bytes) -> bool:
    """Whether an If-None-Match header names this entity tag; weak and strong forms compare alike (RFC 9110, 13.1.2)."""
    names = [name.strip().removeprefix(b"W/") for name in header.split(b",")]
    return tag in names or names == [b"*"]
