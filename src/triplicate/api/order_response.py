"""Order responses: ETag and conditional requests, secrets and links by caller, and the dialect's envelope."""

import asyncio

from triplicate.api.copy_cache import CopyKey, RenderedCopy
from triplicate.api.entity_tags import if_none_match, may_match
from triplicate.api.request import AnyRequest
from triplicate.api.response import JSON, Header, Response
from triplicate.app.files import signed_links
from triplicate.app.orders.find import find, find_version
from triplicate.app.ports import OrderName, OrderPage, OrderVersion, StoredOrder
from triplicate.core.access import SECRETS, Principal
from triplicate.core.documents import codec
from triplicate.core.documents.codec import DocumentCodec, RenderOptions
from triplicate.core.documents.digest import document_digest
from triplicate.core.documents.stored_order import load
from triplicate.core.order import header, order
from triplicate.core.order.header import OrderHeader
from triplicate.core.order.order import Order

PRIVATE = (b"cache-control", b"private, no-cache")
"""Orders are private whichever header authenticated the caller, so shared caches must not store them."""
_UNSIGNED = (1 << 64) - 1
_UNCHANGED_LINES = b"etag: %s\r\ncache-control: private, no-cache\r\n"
_LINES = b"content-type: application/json\r\ncontent-length: %d\r\n" + _UNCHANGED_LINES
MAX_PAGE_BYTES = 8 * 1024 * 1024
"""A page of orders ends early beyond this size: one order can have ten thousand pieces."""
_LARGE_BYTES = 256 * 1024
"""Larger stored orders are rendered in a thread, so that they do not block the event loop."""


async def order_response(
    request: AnyRequest, document_codec: DocumentCodec[Order], principal: Principal, name: OrderName
) -> Response:
    """The order in the dialect's success envelope, or 304 if If-None-Match matches; `principal` is the caller, perhaps
    bound to an account by the path. A copy that was made before is not made again (`api.copy_cache`); large orders are
    rendered in a thread.

    The strong ETag covers the order's version and bytes, the codec's revision, whether secrets are shown, and the
    signature window of signed links, so that a 304 never leaves a client with expired links.

    Raises DomainError: MissingScope, OrderNotFound, OrderOfAnotherAccount, Unavailable.
    """
    services = request.services
    key = CopyKey(document_codec.dialect, SECRETS in principal.scopes, principal.account, name.kind, name.value)
    copy = services.copies.get(key)
    if copy is not None:
        version = await find_version(services.reader, principal, name)
        if version != copy.version or (copy.links is not None and copy.links != _links(request)):
            services.copies.drop(key)
        elif (response := _cached_response(request, copy)) is not None:
            services.copies.hits += 1
            return response
    services.copies.misses += 1
    stored_order = await find(services.reader, principal, name)
    is_large = len(stored_order.document) > _LARGE_BYTES
    render = asyncio.to_thread(_render, request, document_codec, stored_order) if is_large else None
    response, copy = _render(request, document_codec, stored_order) if render is None else await render
    if copy is not None and (copy.body is None or not is_large):
        services.copies.offer(key, copy)
    return response


def _render(
    request: AnyRequest, document_codec: DocumentCodec[Order], stored_order: StoredOrder
) -> tuple[Response, RenderedCopy | None]:
    """The response, and the copy to be kept, if it may be: for a 304 one without a body.

    A 304 reads the stored order's header only, and so does a document that is still verbatim.
    """
    _, version, digest, document, _ = stored_order
    tags = request.headers.get(b"if-none-match")
    if tags is not None and may_match(tags, _etag_beginning(version, digest)):
        etag, window = _etag(request, document_codec, header.decode(document), digest)
        if if_none_match(tags, etag):
            return _not_modified(etag), _copy(request, stored_order, None, etag, window)
    snapshot = load(document_codec, document)
    etag, window = _etag(request, document_codec, snapshot, digest)
    body = _body(request, document_codec, snapshot, window)
    copy = _copy(request, stored_order, body, etag, window)
    has_secrets = SECRETS in request.principal.scopes and bool(snapshot.sync.sealed_secrets)
    return _response(body, copy), None if has_secrets else copy


def _copy(request: AnyRequest, stored_order: StoredOrder, body: bytes | None, etag: bytes, window: int) -> RenderedCopy:
    account, version, digest, _, _ = stored_order
    lines = _UNCHANGED_LINES % etag if body is None else _LINES % (len(body), etag)
    links = (window, request.base_url()) if window else None
    return RenderedCopy(OrderVersion(account, version, digest), body, etag, lines, links)


def _cached_response(request: AnyRequest, copy: RenderedCopy) -> Response | None:
    """The response from a copy; None if the caller does not have it, and its body is not kept."""
    tags = request.headers.get(b"if-none-match")
    if tags is not None and if_none_match(tags, copy.etag):
        return _not_modified(copy.etag)
    return None if copy.body is None else _response(copy.body, copy)


def _response(body: bytes, copy: RenderedCopy) -> Response:
    return Response(200, body, ((b"etag", copy.etag), PRIVATE), JSON, copy.lines)


def _not_modified(etag: bytes) -> Response:
    return Response(304, b"", ((b"etag", etag), PRIVATE), JSON, _UNCHANGED_LINES % etag)


def _links(request: AnyRequest) -> tuple[int, str]:
    """For what links that are signed now are good: the signature window and the base URL."""
    return signed_links.window(), request.base_url()


def changed_order_response(
    request: AnyRequest,
    document_codec: DocumentCodec[Order],
    snapshot: Order,
    status: int = 200,
    location: str | None = None,
) -> Response:
    """The order after a change, with the ETag that GET would give; `location` is the path of a new order."""
    etag, window = _etag(request, document_codec, snapshot, document_digest(order.encode(snapshot)))
    headers: tuple[Header, ...] = ((b"etag", etag), PRIVATE)
    if location is not None:
        headers = (*headers, (b"location", location.encode()))
    return Response(status, _body(request, document_codec, snapshot, window), headers)


async def render_page(
    request: AnyRequest, document_codec: DocumentCodec[Order], page: OrderPage
) -> tuple[list[bytes], tuple[int, ...] | None]:
    """The orders of a page for this caller as JSON, without envelopes, and the keyset cursor of the next page.

    The page ends before the order that exceeds `MAX_PAGE_BYTES`; one order is always on it. Large ones are rendered in
    a thread.
    """
    is_large = sum(len(stored.document) for stored in page.orders) > _LARGE_BYTES
    render = asyncio.to_thread(_render_page, request, document_codec, page) if is_large else None
    return _render_page(request, document_codec, page) if render is None else await render


def _render_page(
    request: AnyRequest, document_codec: DocumentCodec[Order], page: OrderPage
) -> tuple[list[bytes], tuple[int, ...] | None]:
    documents: list[bytes] = []
    remaining_bytes = MAX_PAGE_BYTES
    for index, stored in enumerate(page.orders):
        document = render_order(request, document_codec, load(document_codec, stored.document))
        remaining_bytes -= len(document) + 1
        if remaining_bytes < 0 and documents:
            return documents, page.orders[index - 1].sort_key
        documents.append(document)
    return documents, page.next


def render_order(request: AnyRequest, document_codec: DocumentCodec[Order], snapshot: Order | OrderHeader) -> bytes:
    """Renders an order for this caller as JSON, without an envelope."""
    return codec.render(
        document_codec, snapshot, _render_options(request, signed_links.window()), request.services.keys.unseal
    )


def _etag_beginning(version: int, digest: int) -> bytes:
    """The part of an entity tag, without its opening quote, that follows from the stored order's version alone."""
    return b"%d-%x-" % (version, digest & _UNSIGNED)


def _etag(
    request: AnyRequest, document_codec: DocumentCodec[Order], snapshot: Order | OrderHeader, digest: int
) -> tuple[bytes, int]:
    """The entity tag, and the signature window (0 if the order has no signed links)."""
    secrets = b"s" if SECRETS in request.principal.scopes else b""
    etag = b'"%s%d%s"' % (_etag_beginning(snapshot.version, digest), document_codec.revision, secrets)
    if snapshot.sync.pristine_version or not any(line.file is not None for line in snapshot.lines):
        return etag, 0
    window = signed_links.window()
    return b'%s-%d"' % (etag[:-1], window), window


def _body(
    request: AnyRequest, document_codec: DocumentCodec[Order], snapshot: Order | OrderHeader, window: int
) -> bytes:
    return codec.wrap_envelope(
        document_codec,
        codec.render(document_codec, snapshot, _render_options(request, window), request.services.keys.unseal),
    )


def _render_options(request: AnyRequest, window: int) -> RenderOptions:
    keys = request.services.keys
    return RenderOptions(
        secrets=SECRETS in request.principal.scopes,
        link=lambda file: request.base_url() + signed_links.link_path(keys, file, window),
    )
